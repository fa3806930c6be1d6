import { drawAfterAnOutage } from './after-an-outage.ts'
import { drawBrownOut } from './brown-out.ts'
import { drawCircuitStates } from './circuit-states.ts'
import { drawTimeline } from './timeline.ts'

/** Every picture by its name in `docs/images`. All are made by the real packages in virtual time, so they are the same every time. */
export const drawings: Readonly<Record<string, () => Promise<string>>> = {
  timeline: drawTimeline,
  'circuit-states': drawCircuitStates,
  'after-an-outage': drawAfterAnOutage,
  'brown-out': drawBrownOut,
}
