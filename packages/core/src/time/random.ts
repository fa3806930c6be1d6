import { checkNumber } from '../options/checks.ts'

/** A source of random numbers: each call gives one within [0, 1). The only file that asks the machine for one. */
export type Random = () => number

/** The machine's random numbers. */
export const systemRandom: Random = () => Math.random()

/**
 * Random numbers that are the same for the same seed (mulberry32, a 32-bit generator by Tommy Ettinger, public domain).
 * For tests and simulations, not for secrets.
 *
 * @param seed any finite number; of a fraction the whole part counts
 * @throws TypeError or RangeError for another seed
 */
export function seededRandom(seed: number): Random {
  let state = checkNumber('seed', seed, { min: -Infinity, max: Infinity }, 'seededRandom') >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number within [0, `size`). */
export function randomIndex(size: number, random: Random): number {
  return Math.min(size - 1, Math.floor(random() * size))
}
