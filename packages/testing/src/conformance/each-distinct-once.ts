/**
 * Gives a check of errors that skips those equal to one it has passed: the same fields, hidden ones included, and the
 * same causes. For loops that get thousands of errors of a few kinds.
 */
export function eachDistinctOnce(check: (error: unknown) => void): (error: unknown) => void {
  const passed = new Set<string>()
  let latest: unknown
  return (error) => {
    // Most errors of a loop are like the one before, and to compare them takes less than to write down what they hold.
    if (isAlike(error, latest)) return
    const facts = factsOf(error)
    if (!passed.has(facts)) check(error)
    passed.add(facts)
    latest = error
  }
}

/** True for two values that certainly hold the same: errors, lists and plain objects are compared field by field. */
function isAlike(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other)
  if (!isOpen(one) || Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false
  const keys = Reflect.ownKeys(one)
  const others = Reflect.ownKeys(other)
  if (keys.length !== others.length) return false
  // A loop, because this is done for each of tens of thousands of errors.
  for (let place = 0; place < keys.length; place += 1) {
    const key = keys[place] as PropertyKey
    if (key !== others[place]) return false
    const field: unknown = Reflect.get(one, key)
    const otherField: unknown = Reflect.get(other, key)
    if (field !== otherField && !isAlike(field, otherField)) return false
  }
  return true
}

/** True for a value that has nothing but its fields. */
function isOpen(value: object): boolean {
  if (value instanceof Error || Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** All that distinguishes a value, as a text. Most fields are no objects, so they are written without a replacer. */
function factsOf(value: unknown): string {
  if (value instanceof Error) {
    const fields = Reflect.ownKeys(value).map((key) => `${String(key)}:${factsOf(Reflect.get(value, key))}`)
    return `(${fields.join(',')})`
  }
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  return JSON.stringify(value, (_, inner: unknown) => (inner instanceof Error ? factsOf(inner) : inner))
}
