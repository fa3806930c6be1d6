/** Throws when `value` has a key that is not in `known`: a misspelt option is an error, not silently inert. */
export function checkKeys(where: string, value: object, known: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) {
      throw new TypeError(`unknown option "${key}" in ${where}, known are: ${known.join(', ')}`)
    }
  }
}

/** Throws when `value` is not one of the words `known`. */
export function checkWord(option: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'string' || !known.includes(value)) {
    throw new TypeError(`unknown ${option} ${show(value)}, known are: ${known.join(', ')}`)
  }
}

/** What a number has to be. */
export interface NumberRange {
  /** Smallest allowed value. */
  readonly min: number
  /** Largest allowed value. @default no bound but finite */
  readonly max?: number
  /** True when only whole numbers are allowed. @default false */
  readonly whole?: boolean
}

/** Throws when `value` is not a number within the range. */
export function checkNumber(option: string, value: unknown, range: NumberRange): asserts value is number {
  const { min, max, whole = false } = range
  const right = typeof value === 'number' && Number.isFinite(value) && (!whole || Number.isInteger(value))
  if (right && value >= min && (max === undefined || value <= max)) return
  const what = whole ? 'a whole number' : 'a number'
  const bounds = max === undefined ? `of at least ${min}` : `within [${min}, ${max}]`
  throw new RangeError(`"${option}" must be ${what} ${bounds}, got ${show(value)}`)
}

/** Throws when `value` is not a plain settings object. */
export function checkObject(option: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`"${option}" must be an object, got ${show(value)}`)
  }
}

/** A value as an error message shows it: short, and never the inside of an object. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return String(value)
}
