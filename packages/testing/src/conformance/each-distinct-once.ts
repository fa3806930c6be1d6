/**
 * Gives a check of errors that skips those equal to one it has passed: the same fields, hidden ones included, and the
 * same causes. For loops that get thousands of errors of a few kinds.
 */
export function eachDistinctOnce(check: (error: unknown) => void): (error: unknown) => void {
  const passed = new Set<string>()
  return (error) => {
    const facts = factsOf(error)
    if (passed.has(facts)) return
    check(error)
    passed.add(facts)
  }
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
