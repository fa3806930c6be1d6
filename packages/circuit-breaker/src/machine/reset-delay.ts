import {
  ConstantBackoff,
  DelegateBackoff,
  ExponentialBackoff,
  type IBackoffFactory,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel'
import type { Random } from '@llm-balancer/core'
import { checkFunction, checkKnown, checkNumber } from '../options/checks.ts'

/** An open time that grows each time a probe fails. */
export interface ResetGrowth {
  /** The first open time in ms, ≥ 0. */
  readonly baseMs: number
  /** What it is multiplied by each time, ≥ 1. @default 2 */
  readonly factor?: number
  /** The longest open time in ms, ≥ `baseMs`. @default 10 × baseMs */
  readonly maxMs?: number
  /** Up to this share is added at random, within [0, 1], so that many processes do not probe at one time. @default 0 */
  readonly jitterRatio?: number
}

/** Gives the open time in ms. `openings`: how often the circuit has opened since it was last closed, from 1. */
export type ResetDelay = (openings: number, random: Random) => number

/** cockatiel's form of the same: what `halfOpenAfter` of its circuit breaker takes. */
export type ResetBackoff = IBackoffFactory<IHalfOpenAfterBackoffContext>

/** How long a circuit stays open before a probe, in one of four forms. */
export type ResetTimeout = number | ResetGrowth | ResetDelay | ResetBackoff

const name = 'resetTimeoutMs'
const range = { min: 0, max: Infinity } as const

/**
 * Any form of the open time as cockatiel's backoff.
 *
 * @throws RangeError or TypeError for a bad value
 */
export function resetBackoff(timeout: ResetTimeout, random: Random): ResetBackoff {
  if (typeof timeout === 'function')
    return new DelegateBackoff(({ attempt }: IHalfOpenAfterBackoffContext) => timeout(attempt, random))
  if (typeof timeout !== 'object' || (timeout as unknown) === null)
    return new ConstantBackoff(checkNumber(name, timeout, range))
  if ('next' in timeout) {
    checkFunction(`${name}.next`, Reflect.get(timeout, 'next'))
    return timeout
  }
  return growingBackoff(timeout, random)
}

function growingBackoff(growth: ResetGrowth, random: Random): ResetBackoff {
  checkKnown(name, growth, ['baseMs', 'factor', 'maxMs', 'jitterRatio'])
  const baseMs = checkNumber(`${name}.baseMs`, growth.baseMs, range)
  const factor = checkNumber(`${name}.factor`, growth.factor ?? 2, { min: 1, max: Infinity })
  const maxMs = checkNumber(`${name}.maxMs`, growth.maxMs ?? 10 * baseMs, { min: baseMs, max: Infinity })
  const jitter = checkNumber(`${name}.jitterRatio`, growth.jitterRatio ?? 0, { min: 0, max: 1 })
  return new ExponentialBackoff<number>({
    initialDelay: baseMs,
    exponent: factor,
    maxDelay: maxMs,
    // cockatiel's own generators double whatever the exponent, and draw from Math.random.
    generator: (step = 0, options) => [
      Math.min(options.maxDelay, options.initialDelay * options.exponent ** step) * (1 + jitter * random()),
      step + 1,
    ],
  })
}
