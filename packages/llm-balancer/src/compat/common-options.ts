import { checkFunction, hasMethods, numberWithin, type Check } from '@llm-balancer/core/options'

/** A whole number of attempts; 0 counts as 1, because a request without an attempt would be none. */
export const attemptCount: Check = (name, value, owner) =>
  Math.max(1, numberWithin({ min: 0, max: Infinity, integer: true })(name, value, owner) as number)

/** A whole number of tokens, requests or times, from `min` on. */
export const wholeFrom = (min: number, infinite = false): Check =>
  numberWithin({ min, max: Infinity, integer: true, infinite })

/** The check of `clock`. */
export const checkClock: Check = hasMethods('now', 'schedule')

/** What the balancer underneath works with, beyond the originals. */
export const environment: Readonly<Record<'fetch' | 'clock' | 'random', readonly [Check]>> = {
  fetch: [checkFunction],
  clock: [checkClock],
  random: [checkFunction],
}

/** Options with their defaults: those named in `Open` have none, and may be absent. */
export type Complete<Options, Open extends keyof Options> = Pick<Options, Open> & {
  readonly [Name in Exclude<keyof Options, Open>]-?: NonNullable<Options[Name]>
}

/** The root's words for the total time, the attempts and the waits of a request, with the documented ones. @param time that for the time */
export const wordsOfRoot = (time: string): Readonly<Record<string, string>> => ({
  ...{ timeout: time, timeouts: time, timeoutMs: time },
  ...{ retry: 'maxRetries', maxAttempts: 'maxRetries', backoff: 'retryDelay' },
})
