/** Refuses a bad value of the option called `name`. */
export type Check = (name: string, value: unknown) => void

/** What {@link checkNumber} allows. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly integer?: boolean
  readonly above?: boolean
  readonly infinite?: boolean
}

export function checkKnown(owner: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`${owner}: options must be an object, got ${describe(options)}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new TypeError(`${owner}: unknown option "${unknown}"; known options are ${known.join(', ')}`)
}

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

export const numberWithin =
  (range: NumberRange): Check =>
  (name, value) => {
    checkNumber(name, value, range)
  }

export const checkFunction: Check = (name, value) => {
  if (typeof value !== 'function') throw new TypeError(`"${name}" must be a function, got ${describe(value)}`)
}

export const checkText: Check = (name, value) => {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`"${name}" must be a string that is not empty, got ${describe(value)}`)
}

function describe(value: unknown): string {
  if (value === Infinity) return '∞'
  if (value === null || value === undefined || typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`
}
