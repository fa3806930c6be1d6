import {
  checkNumber,
  finite,
  mustBe,
  numberWithin,
  optionsOf,
  readProperty,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { Random } from '@llm-balancer/core/time'

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

const logNormalTable: OptionTable<LogNormalDelay> = {
  medianMs: [finite, required],
  sigma: [numberWithin({ min: 0, max: 5 }), required],
}
const checkLogNormal = optionsOf(logNormalTable)

const uniformTable: OptionTable<UniformDelay> = {
  minMs: [finite, required],
  maxMs: [finite, required],
}
const checkUniform = optionsOf(uniformTable)

const checkShape = mustBe(
  'a number of ms, { medianMs, sigma } or { minMs, maxMs }',
  (value) => typeof value === 'number' || (typeof value === 'object' && value !== null),
)

/** A {@link Delay}; gives the {@link DelaySource} that draws it. */
export const checkDelay: Check = (name, value, owner): DelaySource => {
  checkShape(name, value, owner)
  if (typeof value === 'number') {
    const delayMs = finite(name, value, owner) as number
    return () => delayMs
  }
  const isUniform = readProperty(value, 'minMs') !== undefined || readProperty(value, 'maxMs') !== undefined
  return isUniform
    ? uniform(name, checkUniform(name, value, owner) as UniformDelay, owner)
    : logNormal(checkLogNormal(name, value, owner) as LogNormalDelay)
}

function logNormal({ medianMs, sigma }: LogNormalDelay): DelaySource {
  return (random) => medianMs * Math.exp(sigma * gaussian(random))
}

function uniform(name: string, { minMs, maxMs }: UniformDelay, owner: string | undefined): DelaySource {
  checkNumber(`${name}.maxMs`, maxMs, { min: minMs, max: Infinity }, owner)
  return (random) => minMs + random() * (maxMs - minMs)
}

/** A normally distributed number of mean 0 and variance 1 (Box and Muller, 1958). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
