import type { Random } from '@llm-balancer/core'
import { checkKeys, checkNumber, checkObject } from './validate.ts'

/** A delay whose logarithm is normally distributed, the usual shape of response times. */
export type LogNormalDelay = {
  /** Half of the delays are shorter than this, in ms; ≥ 0. */
  readonly medianMs: number
  /** Spread: 0 is constant, 0.4 a steady service, 1 a wild one; within [0, 5]. */
  readonly sigma: number
}

/** A delay that is equally likely anywhere between two bounds. */
export type UniformDelay = {
  /** Shortest delay in ms; ≥ 0. */
  readonly minMs: number
  /** Longest delay in ms; ≥ `minMs`. */
  readonly maxMs: number
}

/** How long something takes: a constant number of ms, or a distribution that is drawn from with the server's seed. */
export type Delay = number | LogNormalDelay | UniformDelay

/** Draws one delay, in ms. */
export type DelaySource = (random: Random) => number

/** Checks a delay and makes it drawable. `option` names it in errors. */
export function parseDelay(option: string, delay: Delay): DelaySource {
  if (typeof delay === 'number') {
    checkNumber(option, delay, { min: 0 })
    return () => delay
  }
  checkObject(option, delay)
  if ('medianMs' in delay) return logNormal(option, delay)
  if ('minMs' in delay) return uniform(option, delay)
  throw new TypeError(`"${option}" must be a number of ms, { medianMs, sigma } or { minMs, maxMs }`)
}

function logNormal(option: string, delay: LogNormalDelay): DelaySource {
  const { medianMs, sigma } = delay
  checkKeys(`"${option}"`, delay, ['medianMs', 'sigma'])
  checkNumber(`${option}.medianMs`, medianMs, { min: 0 })
  checkNumber(`${option}.sigma`, sigma, { min: 0, max: 5 })
  return (random) => medianMs * Math.exp(sigma * gaussian(random))
}

function uniform(option: string, delay: UniformDelay): DelaySource {
  const { minMs, maxMs } = delay
  checkKeys(`"${option}"`, delay, ['minMs', 'maxMs'])
  checkNumber(`${option}.minMs`, minMs, { min: 0 })
  checkNumber(`${option}.maxMs`, maxMs, { min: minMs })
  return (random) => minMs + random() * (maxMs - minMs)
}

/** A normally distributed number of mean 0 and variance 1 (Box and Muller, 1958). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
