/**
 * A value as a message may show it: numbers, booleans, null and undefined as they are, of all others only the type, because
 * they may be secrets.
 */
export function describeValue(value: unknown): string {
  const isShown = typeof value === 'number' || typeof value === 'boolean'
  return isShown ? String(value).replace('Infinity', '∞') : describeType(value)
}

/** What kind of value it is, for options that hold a secret: a key may be all digits. */
export function describeType(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  switch (typeof value) {
    case 'string':
      if (value === '') return 'an empty string'
      return value.trim() === '' ? 'a blank string' : 'a string'
    case 'object':
      return isArray(value) ? 'an array' : 'an object'
    default:
      return `a ${typeof value}`
  }
}

/** `Array.isArray` throws for a revoked proxy. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}
