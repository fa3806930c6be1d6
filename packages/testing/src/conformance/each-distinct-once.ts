/**
 * Gives a check of errors that skips those equal to one it has passed: the same fields, hidden ones included, and the
 * same causes. For loops that get thousands of errors of a few kinds.
 */
export function eachDistinctOnce(check: (error: unknown) => void): (error: unknown) => void {
  const passed = new Set<string>()
  return (error) => {
    const facts = JSON.stringify(error, (_, value: unknown) =>
      value instanceof Error ? factsOf(value) : value,
    )
    if (passed.has(facts)) return
    check(error)
    passed.add(facts)
  }
}

function factsOf(error: Error): unknown[] {
  return Reflect.ownKeys(error).map((key) => [String(key), Reflect.get(error, key) as unknown])
}
