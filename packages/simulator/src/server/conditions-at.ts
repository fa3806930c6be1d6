import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Refusal, ServerChange, ServerConditions } from '../scenario/server-conditions.ts'

/** The conditions of a server at a time, complete but for what it has without end. */
export type Conditions = Required<Omit<ServerConditions, 'refusal' | 'capacity' | 'tail'>> &
  Pick<ServerConditions, 'capacity' | 'tail'> & {
    readonly refusal: Required<Omit<Refusal, 'retryAfterMs'>> & Pick<Refusal, 'retryAfterMs'>
  }

const defaults = {
  answerMs: 300,
  spread: 0,
  promptTokensPerSecond: Infinity,
  tokensPerSecond: Infinity,
  knee: Infinity,
  slowness: 1,
  failureRatio: 0,
  sheddingRatio: 0,
  longestQueueMs: 1000,
  down: undefined,
} as const

/** The conditions that hold at a time: the server's own, with those of each change that covers the time laid over them. */
export function conditionsAt({ server, changes = [] }: SimulatedTarget, timeMs: number): Conditions {
  const current = changes.filter((change) => holds(change, timeMs))
  const layers = [server, ...current.map(({ to }) => to)].map(whatIsSaid)
  const { refusal, ...given } = Object.assign({}, ...layers) as ServerConditions
  return { ...defaults, ...given, refusal: { status: 503, afterMs: 5, ...refusal } }
}

/** The times at which a server's conditions may change, in order. */
export function changeTimes({ changes = [] }: SimulatedTarget): number[] {
  return [...new Set(changes.flatMap(timesOf))].toSorted((a, b) => a - b)
}

/** Without the fields that are undefined: only `down` says something by that, namely that the server works. */
function whatIsSaid(conditions: Partial<ServerConditions>): Partial<ServerConditions> {
  return Object.fromEntries(
    Object.entries(conditions).filter(([field, value]) => value !== undefined || field === 'down'),
  )
}

function holds({ fromMs, toMs, repeat }: ServerChange, timeMs: number): boolean {
  if (timeMs < fromMs || timeMs >= toMs) return false
  return repeat === undefined || (timeMs - fromMs) % repeat.everyMs < repeat.forMs
}

function timesOf({ fromMs, toMs, repeat }: ServerChange): number[] {
  if (repeat === undefined) return [fromMs, toMs]
  const times = [toMs]
  for (let at = fromMs; at < toMs; at += repeat.everyMs) times.push(at, Math.min(toMs, at + repeat.forMs))
  return times
}
