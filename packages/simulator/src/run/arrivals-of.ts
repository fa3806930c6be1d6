import type { Random } from '@llm-balancer/core'
import { drawGap } from '../draws/distributions.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Arrivals, SteadyArrivals, TracedCall, Traffic } from '../scenario/traffic.ts'
import { Conversations, type RequestTokens } from './conversations.ts'

/** A call that arrives. */
export interface Arrival extends RequestTokens {
  /** Its place among all calls of the scenario. */
  readonly id: number
  readonly at: number
  readonly traffic: Traffic
}

/** Every call of a scenario, in the order of arrival. */
export function arrivalsOf({ traffic }: Scenario, random: Random): Arrival[] {
  const calls = traffic.flatMap((kind) => {
    const conversations = new Conversations(kind, random)
    return callsOf(kind.arrivals, random).map((call) => ({
      at: call.atMs,
      traffic: kind,
      ...conversations.next(call),
    }))
  })
  return calls.toSorted((a, b) => a.at - b.at).map((call, id) => ({ id, ...call }))
}

function callsOf(arrivals: Arrivals, random: Random): readonly TracedCall[] {
  // A conversation grows in the order of its calls, whatever the order of the log.
  if ('trace' in arrivals) return arrivals.trace.toSorted((a, b) => a.atMs - b.atMs)
  if ('perSecond' in arrivals) return steadyCalls(arrivals, random)
  const { fromMs, calls, times = 1, everyMs = 0 } = arrivals
  return Array.from({ length: times * calls }, (_, call) => ({
    atMs: fromMs + Math.floor(call / calls) * everyMs,
  }))
}

/** A renewal process: the gaps between calls are independent, exponentially distributed unless calls come in bursts. */
function steadyCalls(
  { fromMs, toMs, perSecond, burstiness = 1 }: SteadyArrivals,
  random: Random,
): TracedCall[] {
  const gapMs = (): number => (drawGap(burstiness, random) * 1000) / perSecond
  const calls: TracedCall[] = []
  for (let atMs = fromMs + gapMs(); atMs < toMs; atMs += gapMs()) calls.push({ atMs })
  return calls
}
