import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Refusal, ServerConditions } from '../scenario/server-conditions.ts'

/** The conditions of a server at a time, complete. */
export type Conditions = Required<Omit<ServerConditions, 'refusal'>> & {
  readonly refusal: Required<Omit<Refusal, 'retryAfterMs'>> & Pick<Refusal, 'retryAfterMs'>
}

const defaults = { answerMs: 300, longestQueueMs: 1000, down: undefined } as const

/** The conditions that hold at a time: the server's own, with those of each change that covers the time laid over them. */
export function conditionsAt({ server, changes = [] }: SimulatedTarget, timeMs: number): Conditions {
  const current = changes.filter(({ fromMs, toMs }) => fromMs <= timeMs && timeMs < toMs)
  const { refusal, ...given } = Object.assign({}, server, ...current.map(({ to }) => to)) as ServerConditions
  return { ...defaults, ...given, refusal: { status: 503, afterMs: 5, ...refusal } }
}

/** The times at which a server's conditions may change, in order. */
export function changeTimes({ changes = [] }: SimulatedTarget): number[] {
  return [...new Set(changes.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].toSorted((a, b) => a - b)
}
