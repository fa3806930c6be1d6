/**
 * Checks of options. A bad value is refused by name; what is refused is described but, unless it is a number, a boolean
 * or a word from a list, never printed, because it may be a secret.
 */

import { describeValue } from './describe-value.ts'

/** Gives the value of the option called `name` back, as it is to be used. @throws TypeError or RangeError for a bad one */
export type Check = (name: string, value: unknown) => unknown

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
  /** True when Infinity is a value, such as "never". Takes effect when `max` is Infinity. @default false */
  readonly infinite?: boolean
}

/** A check that refuses, as none that is `expected`, every value that does not pass. */
export function mustBe(expected: string, passes: (value: unknown) => boolean): Check {
  return (name, value) => {
    if (!passes(value)) throw new TypeError(`"${name}" must be ${expected}, got ${describeValue(value)}`)
    return value
  }
}

/** Any function. */
export const checkFunction: Check = mustBe('a function', (value) => typeof value === 'function')

/** Anything with these methods. */
export function hasMethods(...names: readonly string[]): Check {
  return (owner, value) => {
    const methods = Object(value) as Readonly<Record<string, unknown>>
    for (const name of names) checkFunction(`${owner}.${name}`, methods[name])
    return value
  }
}

/** True or false. */
export const checkBoolean: Check = mustBe('true or false', (value) => typeof value === 'boolean')

/** Any text. */
export const checkString: Check = mustBe('a string', (value) => typeof value === 'string')

/** Any text but the empty one. */
export const checkText: Check = mustBe(
  'a string that is not empty',
  (value) => typeof value === 'string' && value !== '',
)

const checkIsNumber = mustBe('a number', (value) => Number(value) === value)

/**
 * Gives the number back when it is within `range`.
 *
 * @throws TypeError when it is no number (NaN is none), RangeError when it is out of range; both name the option.
 */
export function checkNumber(name: string, given: unknown, range: NumberRange): number {
  const value = checkIsNumber(name, given) as number
  const { min, max } = range
  const inside =
    (range.above ? value > min : value >= min) &&
    value <= max &&
    (range.infinite === true || Number.isFinite(value))
  if (inside && (!range.integer || Math.floor(value) === value)) return value
  const open = range.above || min === -Infinity ? '(' : '['
  const close = max === Infinity && !range.infinite ? ')' : ']'
  const interval = `${open}${describeValue(min)}, ${describeValue(max)}${close}`
  throw new RangeError(
    `"${name}" must be ${range.integer ? 'a whole number ' : ''}within ${interval}, got ${describeValue(value)}`,
  )
}

/** A number within a range. */
export function numberWithin(range: NumberRange): Check {
  return (name, value) => checkNumber(name, value, range)
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
  return (name, value) => checkOneOf(name, value, words)
}

/**
 * Gives `value` back when it is one of the `allowed` words.
 *
 * @throws TypeError naming the option, the words and, when it is a word too, the value.
 */
export function checkOneOf<Word extends string>(
  name: string,
  value: unknown,
  allowed: readonly Word[],
): Word {
  if (allowed.includes(value as Word)) return value as Word
  const words = allowed.map((word) => `"${word}"`).join(', ')
  const isWord = typeof value === 'string' && /^[\w-]{1,32}$/.test(value)
  throw new TypeError(
    `"${name}" must be one of ${words}, got ${isWord ? `"${value}"` : describeValue(value)}`,
  )
}
