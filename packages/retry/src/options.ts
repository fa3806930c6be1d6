/**
 * Checks of options, by the names and shapes that `@llm-balancer/core/options` will have. A bad value is refused by name
 * and never printed unless it is a number or a boolean.
 */

/** Refuses a bad value of the option called `name`. @throws TypeError or RangeError that names it */
export type Check = (name: string, value: unknown) => void

/** What each option may be, and what it is when it is not given. */
export type OptionTable<Options> = {
  readonly [Name in keyof Options]-?: readonly [check?: Check, fallback?: Options[Name]]
}

/** A check that refuses, as none that is `expected`, every value that does not pass. */
export function mustBe(expected: string, passes: (value: unknown) => boolean): Check {
  return (name, value) => {
    if (!passes(value)) throw new TypeError(`"${name}" must be ${expected}, got ${describe(value)}`)
  }
}

/** Any function. */
export const checkFunction: Check = mustBe('a function', (value) => typeof value === 'function')

const checkIsNumber = mustBe('a number', (value) => typeof value === 'number' && !Number.isNaN(value))

function numberThat(range: string, passes: (value: number) => boolean): Check {
  return (name, value) => {
    checkIsNumber(name, value)
    if (!passes(value as number)) throw new RangeError(`"${name}" must be ${range}, got ${describe(value)}`)
  }
}

/** A number ≥ 0 and finite. */
export const finite: Check = numberThat('within [0, ∞)', (value) => value >= 0 && value !== Infinity)

/** A number ≥ 0, Infinity included. */
export const nonNegative: Check = numberThat('within [0, ∞]', (value) => value >= 0)

/** A number above 0, Infinity included. */
export const positive: Check = numberThat('within (0, ∞]', (value) => value > 0)

/** A finite number ≥ 1. */
export const factor: Check = numberThat('within [1, ∞)', (value) => value >= 1 && value !== Infinity)

/** A whole number ≥ 1, or Infinity. */
export const atLeastOne: Check = numberThat(
  'a whole number within [1, ∞]',
  (value) => value >= 1 && (value === Infinity || Number.isInteger(value)),
)

/** One of some words. */
export function oneOf(...words: readonly string[]): Check {
  const expected = `one of ${words.map((word) => `"${word}"`).join(', ')}`
  return mustBe(expected, (value) => words.includes(value as string))
}

/**
 * Checks every option that is given; one that is undefined counts as not given. `owner` is who speaks: `retry`.
 *
 * @throws TypeError or RangeError naming the first option that nobody knows, or whose value is bad
 */
export function checkOptions<Options extends object>(
  owner: string,
  options: object,
  table: OptionTable<Options>,
): void {
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new TypeError(`${owner}: options must be an object, got ${describe(options)}`)
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(table, name)) {
      const known = Object.keys(table).join(', ')
      throw new TypeError(`${owner}: unknown option "${name}"; known options are ${known}`)
    }
    if (value !== undefined) table[name as keyof Options][0]?.(name, value)
  }
}

/** Every option as given, or else its default. The options must have been checked. */
export function withDefaults<Options extends object>(
  table: OptionTable<Options>,
  given: { readonly [Name in keyof Options]?: Options[Name] | undefined },
): Options {
  const entries = Object.entries<OptionTable<Options>[keyof Options]>(table).map(([name, [, fallback]]) => [
    name,
    given[name as keyof Options] ?? fallback,
  ])
  return Object.fromEntries(entries) as Options
}

function describe(value: unknown): string {
  if (value === Infinity) return '∞'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
