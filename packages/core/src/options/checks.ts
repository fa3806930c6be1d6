/**
 * Checks of options. The message names the option and describes the refused value by its type. Only numbers, booleans and
 * words from a list are printed, because any other value may be a secret.
 */

import { describeValue } from './describe-value.ts'
import { describeWord } from './describe-word.ts'
import { readProperty } from './read-property.ts'

/**
 * Checks the value of the option called `name`, and returns it in the form in which it is used. `owner`, a function or a
 * package, begins the message.
 *
 * @throws TypeError or RangeError for a bad value, whose message begins with {@link subjectOf}
 */
export type Check = (name: string, value: unknown, owner?: string) => unknown

/** What {@link checkNumber} allows. */
export interface NumberRange {
  /** The smallest value allowed. */
  readonly min: number
  /** The largest value allowed. Infinity itself is allowed only together with `infinite`. */
  readonly max: number
  /** True when only whole numbers will do. @default false */
  readonly integer?: boolean
  /** True when the value must be above `min`, not `min` itself. @default false */
  readonly above?: boolean
  /** True when the value must be below `max`, not `max` itself. @default false */
  readonly below?: boolean
  /** True when Infinity is a value, such as "never". Takes effect when `max` is Infinity. @default false */
  readonly infinite?: boolean
}

/** How a message begins: `createBalancer: "retry.maxAttempts"`. */
export function subjectOf(name: string, owner?: string): string {
  return owner === undefined ? `"${name}"` : `${owner}: "${name}"`
}

/**
 * A check that refuses every value that does not pass: `"name" must be <expected>, got …`.
 *
 * @param describe says what was given; pass `describeType` for an option that holds a secret
 */
export function mustBe(
  expected: string,
  passes: (value: unknown) => boolean,
  describe: (value: unknown) => string = describeValue,
): Check {
  return (name, value, owner) => {
    if (passes(value)) return value
    throw new TypeError(`${subjectOf(name, owner)} must be ${expected}, got ${describe(value)}`)
  }
}

/** Any function. */
export const checkFunction: Check = mustBe('a function', (value) => typeof value === 'function')

/** Anything with these methods. */
export function hasMethods(...names: readonly string[]): Check {
  return (name, value, owner) => {
    for (const method of names) {
      const own = readProperty(value, method)
      if (typeof own !== 'function') checkFunction(`${name}.${method}`, own, owner)
    }
    return value
  }
}

/** True or false. */
export const checkBoolean: Check = mustBe('true or false', (value) => typeof value === 'boolean')

/** Any text. */
export const checkString: Check = mustBe('a string', (value) => typeof value === 'string')

/** Any text but an empty or a blank one. */
export const checkText: Check = mustBe(
  'a string that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
)

/**
 * Gives the number back when it is within `range`.
 *
 * @throws RangeError when it is out of range, TypeError when it is not a number or is NaN; the sentence is the same.
 */
export function checkNumber(
  name: string,
  value: unknown,
  ...[range, owner]: [range: NumberRange, owner?: string | undefined]
): number {
  if (isWithin(value, range)) return value
  const { min, max, integer = false, above = false, below = false, infinite = false } = range
  const open = above || min === -Infinity ? '(' : '['
  const close = below || (max === Infinity && !infinite) ? ')' : ']'
  const interval = `${open}${describeValue(min)}, ${describeValue(max)}${close}`
  const must = `${subjectOf(name, owner)} must be ${integer ? 'a whole number ' : ''}within ${interval}`
  const message = `${must}, got ${describeValue(value)}`
  throw typeof value === 'number' && !Number.isNaN(value) ? new RangeError(message) : new TypeError(message)
}

function isWithin(value: unknown, range: NumberRange): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  if (range.above === true ? value <= range.min : value < range.min) return false
  if (range.below === true ? value >= range.max : value > range.max) return false
  if (!Number.isFinite(value)) return range.infinite === true
  return range.integer !== true || Number.isInteger(value)
}

/** A number within a range. */
export function numberWithin(range: NumberRange): Check {
  return (name, value, owner) => checkNumber(name, value, range, owner)
}

/** A finite number ≥ 0. */
export const finite: Check = numberWithin({ min: 0, max: Infinity })

/** A number ≥ 0, Infinity included. */
export const nonNegative: Check = numberWithin({ min: 0, max: Infinity, infinite: true })

/** A number above 0, Infinity included. */
export const positive: Check = numberWithin({ min: 0, max: Infinity, infinite: true, above: true })

/** A whole number ≥ 1, or Infinity. */
export const atLeastOne: Check = numberWithin({ min: 1, max: Infinity, infinite: true, integer: true })

/** One of some words. */
export function oneOf(...words: readonly string[]): Check {
  return (name, value, owner) => checkOneOf(name, value, words, owner)
}

/**
 * Gives `value` back when it is one of the `allowed` words.
 *
 * @throws TypeError naming the option, the words and, when it is a word that is surely no key, the value.
 */
export function checkOneOf<Word extends string>(
  name: string,
  value: unknown,
  ...[allowed, owner]: [allowed: readonly Word[], owner?: string | undefined]
): Word {
  if (allowed.includes(value as Word)) return value as Word
  const words = allowed.map((word) => `"${word}"`).join(', ')
  throw new TypeError(`${subjectOf(name, owner)} must be one of ${words}, got ${describeWord(value)}`)
}
