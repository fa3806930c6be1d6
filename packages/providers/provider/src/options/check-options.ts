/**
 * Checks of options, for every adapter. A value that is refused is described by its type, never printed: it may be a key.
 */

/**
 * Refuses options that nobody reads, so that a misspelt one is not silently inert. `owner` is who speaks: `openai`.
 *
 * @throws TypeError naming the option and the known ones; also when `options` is no object.
 */
export function checkKnown(owner: string, options: object, known: readonly string[]): void {
  const given: unknown = options
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`${owner}: options must be an object, got ${describe(given)}`)
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new TypeError(`${owner}: unknown option "${unknown}"; known options are ${known.join(', ')}`)
}

/**
 * Gives `value` back when it is a non-empty string.
 *
 * @throws TypeError naming the option.
 */
export function checkText(owner: string, name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  if (value === undefined || value === null) throw new TypeError(`${owner}: "${name}" is missing`)
  const got = typeof value === 'string' ? 'an empty one' : describe(value)
  throw new TypeError(`${owner}: "${name}" must be a non-empty string, got ${got}`)
}

/**
 * Gives `value` back when it is a number above 0 (`integer`: a whole one), or undefined.
 *
 * @throws RangeError or TypeError naming the option.
 */
export function checkPositive(owner: string, name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number') {
    throw new TypeError(`${owner}: "${name}" must be a number, got ${describe(value)}`)
  }
  if (value > 0 && Number.isFinite(value)) return value
  throw new RangeError(`${owner}: "${name}" must be within (0, ∞), got ${String(value)}`)
}

/**
 * Refuses a value that is given and no function.
 *
 * @throws TypeError naming the option.
 */
export function checkOptionalFunction(owner: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return
  throw new TypeError(`${owner}: "${name}" must be a function, got ${describe(value)}`)
}

/** The type of a value, for a message. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
