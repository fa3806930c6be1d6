import type { Outcome } from '@llm-balancer/core'
import { randomIndex, seededRandom, type Random } from '@llm-balancer/core/time'
import type { CallCost } from '../contracts/call-cost.ts'
import type { RateLimiter, Reservation } from '../contracts/rate-limiter.ts'

/** How a played call ends. */
export type End = 'succeeds' | 'fails' | 'is aborted' | 'is refused' | 'is never sent' | 'hangs'

/** What a call is expected to use, and what it really uses. */
export interface DrawnCall {
  readonly cost: CallCost
  readonly input: number
  readonly output: number
}

/** Calls of many callers, who call again as soon as their last call has ended. */
export interface PlayedCalls {
  readonly seed: number
  readonly callers: number
  readonly lastsMs: number
  readonly ends: readonly End[]
  /** Draws the tokens of a call. @default no tokens */
  readonly draw?: ((random: Random) => DrawnCall) | undefined
  /** Draws how long a call takes, in ms. */
  readonly takesMs?: (random: Random) => number
}

/** One call that was made. */
export interface MadeCall {
  readonly at: number
  readonly end: End
  readonly input: number
  readonly output: number
}

const one = (): DrawnCall => ({ cost: {}, input: 0, output: 0 })

/** Plays calls in virtual time, from `startAt` on, and gives those that were made. No call is left open but those that hang. */
export function playCalls(limiter: RateLimiter, startAt: number, played: PlayedCalls): MadeCall[] {
  const { seed, callers, lastsMs, ends, draw = one, takesMs = (random: Random) => random() * 4000 } = played
  const random = seededRandom(seed)
  const made: MadeCall[] = []
  const due: { at: number; readonly go: (now: number) => void }[] = []
  const later = (at: number, go: (now: number) => void): void => {
    let [low, high] = [0, due.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((due[middle]?.at ?? Infinity) <= at) low = middle + 1
      else high = middle
    }
    due.splice(low, 0, { at, go })
  }
  const begin = (now: number): void => {
    const { cost, input, output } = draw(random)
    const attempt = (at: number): void => {
      if (at >= startAt + lastsMs) return
      const reservation = limiter.acquire(at, cost)
      if (reservation === null) {
        const next = limiter.availableAt(at, cost)
        later(next === Infinity ? at + 100 : Math.max(next, at), attempt)
        return
      }
      const end = ends[randomIndex(ends.length, random)] ?? 'succeeds'
      made.push({ at, end, input, output })
      later(at + (end === 'is never sent' ? 0 : takesMs(random)), (endAt) => {
        finish(reservation, { end, input, output }, endAt)
        begin(endAt)
      })
    }
    attempt(now)
  }
  for (let caller = 0; caller < callers; caller += 1) later(startAt + random() * 50, begin)
  for (let next = due.shift(); next !== undefined; next = due.shift()) next.go(next.at)
  return made
}

function finish(
  reservation: Reservation,
  call: Pick<MadeCall, 'end' | 'input' | 'output'>,
  now: number,
): void {
  if (call.end === 'hangs') return
  const outcome = outcomeOf(call)
  reservation.release(outcome, now)
  reservation.release(outcome, now)
}

function outcomeOf({ end, input, output }: Pick<MadeCall, 'end' | 'input' | 'output'>): Outcome {
  const usage = { inputTokens: input, outputTokens: output }
  switch (end) {
    case 'succeeds':
      return { type: 'success', durationMs: 1, usage }
    case 'fails':
      return { type: 'failure', kind: 'server', scope: 'target', durationMs: 1 }
    case 'is refused':
      return { type: 'failure', kind: 'rate-limit', scope: 'key', durationMs: 1 }
    case 'is never sent':
      return { type: 'neutral', durationMs: 0, unsent: true }
    case 'is aborted':
    case 'hangs':
      return { type: 'neutral', kind: 'aborted', durationMs: 1 }
  }
}

/** The largest sum of a measure over the calls that began within any window of this length. */
export function mostWithin(
  calls: readonly MadeCall[],
  windowMs: number,
  measure: (call: MadeCall) => number = () => 1,
): number {
  let most = 0
  let sum = 0
  let oldest = 0
  for (const call of calls) {
    sum += measure(call)
    for (
      let first = calls[oldest];
      first !== undefined && first.at <= call.at - windowMs;
      first = calls[oldest]
    ) {
      sum -= measure(first)
      oldest += 1
    }
    most = Math.max(most, sum)
  }
  return most
}
