/**
 * Checks of options, for every factory of the core. A bad value is refused at construction, by name; what is refused is
 * described but, unless it is a number, a boolean or a word from a list, never printed, because it may be a secret.
 */

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

/**
 * Refuses options that nobody reads, so that a misspelt one is not silently inert. `owner` is who speaks:
 * `createBalancer`.
 *
 * @throws TypeError naming the option, the nearest known one and all known ones; also when `options` is no object.
 */
export function checkKnown(owner: string, options: object, known: readonly string[]): void {
  if (!isRecord(options))
    throw new TypeError(`${owner}: options must be an object, got ${describeValue(options)}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const nearest = nearestOf(unknown, known)
  const hint = nearest === undefined ? '' : `, did you mean "${nearest}"?`
  const list = known.length === 0 ? 'there are no options' : `known options are ${known.join(', ')}`
  throw new TypeError(`${owner}: unknown option "${unknown}"${hint}${hint === '' ? '; ' : ' '}${list}`)
}

/**
 * Gives `value` back when it is a number within `range`.
 *
 * @throws TypeError when it is no number (NaN is none), RangeError when it is out of range; both name the option.
 */
export function checkNumber(name: string, value: unknown, range: NumberRange): number {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new TypeError(`"${name}" must be a number, got ${describeValue(value)}`)
  }
  const { min, max, integer = false, above = false } = range
  const infinite = max === Infinity && range.infinite === true
  const inside = (above ? value > min : value >= min) && value <= max && (infinite || Number.isFinite(value))
  if (inside && (!integer || Number.isInteger(value) || value === Infinity)) return value
  const kind = integer ? 'a whole number within' : 'within'
  throw new RangeError(`"${name}" must be ${kind} ${intervalOf(range)}, got ${describeValue(value)}`)
}

/** Refuses a bad value of the option called `name`. @throws TypeError or RangeError that names it */
export type Check = (name: string, value: unknown) => void

/** Lets every value pass: it is checked elsewhere. */
export const anything: Check = () => undefined

/** A number within a range. */
export function numberWithin(range: NumberRange): Check {
  return (name, value) => {
    checkNumber(name, value, range)
  }
}

/** A number ≥ 0, Infinity included. */
export const nonNegative: Check = numberWithin({ min: 0, max: Infinity, infinite: true })

/** A number above 0, Infinity included. */
export const positive: Check = numberWithin({ min: 0, max: Infinity, above: true, infinite: true })

/** A whole number ≥ 1, or Infinity. */
export const atLeastOne: Check = numberWithin({ min: 1, max: Infinity, integer: true, infinite: true })

/** One of some words. */
export function oneOf(...words: readonly string[]): Check {
  return (name, value) => {
    checkOneOf(name, value, words)
  }
}

/** Options inside an option. */
export function optionsOf(checks: Readonly<Record<string, Check>>): Check {
  return (name, value) => {
    checkOptions(name, value as object, checks, `${name}.`)
  }
}

/**
 * Checks every option that is given; one that is undefined counts as not given. `owner` is who speaks, `prefix` goes
 * before each name.
 *
 * @throws TypeError or RangeError naming the first option that nobody knows, or whose value is bad
 */
export function checkOptions(
  owner: string,
  options: object,
  ...[checks, prefix = '']: [checks: Readonly<Record<string, Check>>, prefix?: string]
): void {
  checkKnown(owner, options, Object.keys(checks))
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) checks[name]?.(prefix + name, value)
  }
}

/** The defaults with what is given in their place; one that is given as undefined leaves the default. */
export function withDefaults<Defaults extends object>(
  defaults: Defaults,
  given: { readonly [Name in keyof Defaults]?: Defaults[Name] | undefined } = {},
): Defaults {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(entries) }
}

/** @throws TypeError naming the option when `value` is no function. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') {
    throw new TypeError(`"${name}" must be a function, got ${describeValue(value)}`)
  }
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
  const found = allowed.find((word) => word === value)
  if (found !== undefined) return found
  const words = allowed.map((word) => `"${word}"`).join(', ')
  const got = typeof value === 'string' && isWord(value) ? `"${value}"` : describeValue(value)
  throw new TypeError(`"${name}" must be one of ${words}, got ${got}`)
}

/** A value as a message may show it: numbers, booleans, null and undefined as they are, of all others only the type. */
export function describeValue(value: unknown): string {
  if (value === Infinity) return '∞'
  if (value === -Infinity) return '-∞'
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWord(text: string): boolean {
  return /^[a-z][\w-]{0,31}$/i.test(text)
}

function intervalOf({ min, max, above, infinite }: NumberRange): string {
  const open = above === true || min === -Infinity ? '(' : '['
  const close = max === Infinity && infinite !== true ? ')' : ']'
  return `${open}${describeValue(min)}, ${describeValue(max)}${close}`
}

function nearestOf(name: string, known: readonly string[]): string | undefined {
  const near = known.map((word) => ({ word, distance: editDistance(name.toLowerCase(), word.toLowerCase()) }))
  near.sort((a, b) => a.distance - b.distance)
  const best = near[0]
  return best !== undefined && best.distance <= Math.ceil(name.length / 3) ? best.word : undefined
}

/** Levenshtein's distance: how many letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  const letters = Array.from(to)
  let row = [0, ...letters.keys()].map((_, index) => index)
  for (const letter of Array.from(from)) {
    const next = [(row[0] ?? 0) + 1]
    for (const [column, other] of letters.entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
