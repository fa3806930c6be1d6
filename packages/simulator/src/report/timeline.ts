import type { TargetSnapshot } from '@llm-balancer/core'
import { incidentOf, isWithin } from '../measures/periods.ts'
import type { RunLog } from '../run/run-log.ts'
import { simulate, type SimulationOptions } from '../run/simulate.ts'

/**
 * Runs a scenario and gives one line of text per second of it: runs that arrived, were served and failed (and of what), calls of
 * servers, runs that wait at the second's end, and of each target its calls under way, its window and its state.
 */
export async function timeline(options: Omit<SimulationOptions, 'onSecond'>): Promise<string[]> {
  const { scenario } = options
  const states: string[] = []
  const { log, series } = await simulate({
    ...options,
    onSecond: (_timeMs, { runs: { waiting }, targets }) => {
      states.push(`${cell(waiting)}   ${targets.map(stateOf).join('  ')}`)
    },
  })
  const { arrived, served, failed, calls } = series
  const incident = incidentOf(scenario)
  const lines = states.map((state, second) => {
    const period = { fromMs: second * 1000, toMs: second * 1000 + 1000 }
    const counts = [arrived, served, failed, calls].map((counted) => cell(counted[second] ?? 0)).join(' ')
    const mark = isWithin(second * 1000, incident) ? '*' : ' '
    const reasons = reasonsOf(log.runs.filter(({ endedAt }) => isWithin(endedAt, period)))
    return `${String(second).padStart(3)}${mark} ${counts} ${state}  ${reasons}`.trimEnd()
  })
  const title =
    '   s arrive served failed  calls   wait   calls under way/window state of each target; * = incident'
  return [title, ...lines]
}

function cell(value: number): string {
  return String(value).padStart(6)
}

/** `12/20 ready`; the window is shown where the balancer has one. */
function stateOf({ inFlight, window, reason, state }: TargetSnapshot): string {
  const limit = window === undefined ? '' : `/${window}`
  return `${String(inFlight).padStart(3)}${limit} ${reason ?? state}`
}

/** `12 deadline-exceeded, 3 no-target-available` */
function reasonsOf(ended: readonly RunLog[]): string {
  const counts = new Map<string, number>()
  for (const { reason } of ended) if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => `${count} ${reason}`).join(', ')
}
