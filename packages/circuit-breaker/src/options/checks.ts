/** Checks of options; a value that is refused is described but, unless it is a number, never printed. */

/** Refuses a bad value of the option called `name`. */
export type Check = (name: string, value: unknown) => void

/** What {@link checkNumber} allows. */
export interface NumberRange {
  /** The smallest value allowed. */
  readonly min: number
  /** The largest value allowed. */
  readonly max: number
  /** True when only whole numbers will do. @default false */
  readonly integer?: boolean
  /** True when the value must be above `min`. @default false */
  readonly above?: boolean
  /** True when Infinity is a value, such as "never". @default false */
  readonly infinite?: boolean
}

/**
 * Refuses options that nobody reads. `owner` is who speaks.
 *
 * @throws TypeError naming the option and the known ones; also when `options` is no object
 */
export function checkKnown(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`${owner}: options must be an object, got ${describe(options)}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new TypeError(`${owner}: unknown option "${unknown}"; known options are ${known.join(', ')}`)
}

/**
 * Gives `value` back when it is a number within `range`.
 *
 * @throws TypeError when it is no number, RangeError when it is out of range
 */
export function checkNumber(name: string, value: unknown, range: NumberRange): number {
  if (typeof value !== 'number' || Number.isNaN(value))
    throw new TypeError(`"${name}" must be a number, got ${describe(value)}`)
  const { min, max, integer = false, above = false, infinite = false } = range
  const inside = (above ? value > min : value >= min) && value <= max && (infinite || Number.isFinite(value))
  if (inside && (!integer || Number.isInteger(value) || value === Infinity)) return value
  const interval = `${above ? '(' : '['}${describe(min)}, ${describe(max)}${max === Infinity && !infinite ? ')' : ']'}`
  throw new RangeError(
    `"${name}" must be ${integer ? 'a whole number ' : ''}within ${interval}, got ${describe(value)}`,
  )
}

/** A number within a range. */
export const numberWithin =
  (range: NumberRange): Check =>
  (name, value) => {
    checkNumber(name, value, range)
  }

/** A function. */
export const checkFunction: Check = (name, value) => {
  if (typeof value !== 'function') throw new TypeError(`"${name}" must be a function, got ${describe(value)}`)
}

/** Any text but the empty one. */
export const checkText: Check = (name, value) => {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`"${name}" must be a string that is not empty, got ${describe(value)}`)
}

function describe(value: unknown): string {
  if (value === Infinity) return '∞'
  if (value === null || value === undefined || typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
