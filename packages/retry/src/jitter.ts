/**
 * The generators behind cockatiel's `ExponentialBackoff`, drawing from our own random numbers. Cockatiel's generators ask
 * `Math.random` themselves and all but one ignore the exponent; see docs/decisions/0013-backoff-generators.md.
 */
import type { Random } from '@llm-balancer/core'
import type { IExponentialBackoffOptions } from 'cockatiel'

/** How far a walk has come: waits given so far, and where on the curve the last one ended. */
export type JitterState = readonly [retries: number, reached: number]

/** Cockatiel's `GeneratorFn`: from the state and the settings to the next wait in ms and the next state. */
export type JitterGenerator = (
  state: JitterState | undefined,
  options: IExponentialBackoffOptions<JitterState>,
) => [number, JitterState]

const start: JitterState = [0, 0]

/** The exponential wait itself: base × factorⁿ, not above the longest. */
export function noJitter(): JitterGenerator {
  return ([retries] = start, { initialDelay, exponent, maxDelay }) => [
    Math.min(maxDelay, initialDelay * Math.min(exponent ** retries, Number.MAX_VALUE)),
    [retries + 1, 0],
  ]
}

/** Anything from 0 to the exponential wait. Source: Marc Brooker, AWS Architecture Blog, 2015, "full jitter". */
export function fullJitter(random: Random): JitterGenerator {
  const longest = noJitter()
  return (state, options) => {
    const [delay, next] = longest(state, options)
    return [random() * delay, next]
  }
}

/** Smooths the beginning of the decorrelated curve, and brings its medians near the base, its double, and so on. */
const smoothing = 4
const scale = 1 / 1.4

/**
 * Waits whose ends lie spread over time, denser where the exponential ones would be, without the heaps that full jitter
 * leaves near 0. Source: Polly.Contrib.WaitAndRetry, `DecorrelatedJitterBackoffV2`, as in cockatiel's
 * `decorrelatedJitterGenerator`.
 */
export function decorrelatedJitter(random: Random): JitterGenerator {
  return ([retries, reached] = start, { initialDelay, exponent, maxDelay }) => {
    const time = retries + random()
    const next = exponent ** time * Math.tanh(Math.sqrt(smoothing * time))
    const step = Number.isFinite(next) ? Math.max(0, next - reached) : Infinity
    return [initialDelay === 0 ? 0 : Math.min(maxDelay, step * scale * initialDelay), [retries + 1, next]]
  }
}
