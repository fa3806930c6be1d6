import type { Random } from '@llm-balancer/core'
import type { Scenario } from '../scenario/scenario.ts'
import type { Arrivals, Traffic } from '../scenario/traffic.ts'

/** A call that arrives. */
export interface Arrival {
  readonly at: number
  readonly traffic: Traffic
}

/** Every call of a scenario, in the order of arrival. */
export function arrivalsOf({ traffic }: Scenario, random: Random): Arrival[] {
  const arrivals = traffic.flatMap((kind) =>
    timesOf(kind.arrivals, random).map((at) => ({ at, traffic: kind })),
  )
  return arrivals.toSorted((a, b) => a.at - b.at)
}

function timesOf(arrivals: Arrivals, random: Random): number[] {
  if ('perSecond' in arrivals) return steadyTimes(arrivals, random)
  const { fromMs, calls, times = 1, everyMs = 0 } = arrivals
  return Array.from({ length: times * calls }, (_, call) => fromMs + Math.floor(call / calls) * everyMs)
}

/** A Poisson process: the gaps between calls are exponentially distributed. */
function steadyTimes(
  { fromMs, toMs, perSecond }: Extract<Arrivals, { perSecond: number }>,
  random: Random,
): number[] {
  const times: number[] = []
  for (let at = fromMs + gapMs(perSecond, random); at < toMs; at += gapMs(perSecond, random)) times.push(at)
  return times
}

function gapMs(perSecond: number, random: Random): number {
  return (-Math.log(1 - random()) * 1000) / perSecond
}
