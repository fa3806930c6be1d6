import type { MeasureName } from '../measures/measure.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Subject } from '../scenario/subject.ts'

/** What happens, and to which balancer. */
export interface Situation {
  readonly scenario: Scenario
  readonly balancer: Subject
}

/** A situation and what a good balancer makes of it. */
export interface OverloadCase extends Situation {
  readonly expected: Partial<Record<MeasureName, Bound>>
  /** The measures look at the runs of this kind of callers only. @default all */
  readonly traffic?: string
}

/** A value's limits, both included. */
export interface Bound {
  readonly atLeast?: number
  readonly atMost?: number
}

/** A limit that is not kept. NaN keeps none. */
export function isKept(value: number, { atLeast = -Infinity, atMost = Infinity }: Bound): boolean {
  return value >= atLeast && value <= atMost
}
