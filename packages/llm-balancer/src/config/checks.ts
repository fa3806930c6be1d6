/** Checks of options. A refused value that is no number or boolean is described by its type, never printed: it may be a key. */

/** What {@link checkNumber} allows. */
export type NumberBounds = {
  readonly min: number
  /** @default Infinity */
  readonly max?: number
  /** True when only whole numbers will do. @default false */
  readonly isInteger?: boolean
  /** True when the value must be above `min`, not `min` itself. @default false */
  readonly isAbove?: boolean
  /** True when Infinity is a value, such as "never". @default false */
  readonly isInfiniteAllowed?: boolean
}

/**
 * Gives `value` back when it is a number within bounds.
 *
 * @throws TypeError when it is no number, RangeError when it is out of bounds; both name the option
 */
export function checkNumber(name: string, value: unknown, bounds: NumberBounds): number {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new TypeError(`"${name}" must be a number, got ${describe(value)}`)
  }
  const { min, max = Infinity, isInteger = false, isAbove = false, isInfiniteAllowed = false } = bounds
  const isInside = (isAbove ? value > min : value >= min) && value <= max
  if (value === Infinity && isInfiniteAllowed) return value
  if (isInside && Number.isFinite(value) && (!isInteger || Number.isInteger(value))) return value
  const interval = `${isAbove || min === -Infinity ? '(' : '['}${describe(min)}, ${describe(max)}${
    max === Infinity && !isInfiniteAllowed ? ')' : ']'
  }`
  throw new RangeError(
    `"${name}" must be ${isInteger ? 'a whole number ' : ''}within ${interval}, got ${describe(value)}`,
  )
}

/** Runs `check` and puts `owner` before the message of what it throws. */
export function within<Value>(owner: string, check: () => Value): Value {
  try {
    return check()
  } catch (error) {
    const ErrorType = error instanceof RangeError ? RangeError : TypeError
    throw new ErrorType(`${owner}: ${error instanceof Error ? error.message : 'bad setting'}`)
  }
}

/** True for an object that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as a message may show it: numbers and booleans as they are, of all others only the type. */
export function describe(value: unknown): string {
  if (value === Infinity) return '∞'
  if (value === -Infinity) return '-∞'
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
