/** A value as a message may show it: numbers, booleans, null and undefined as they are, of all others only the type. */
export function describeValue(value: unknown): string {
  const type = typeof value
  if (Array.isArray(value)) return 'an array'
  if (type === 'object' && value !== null) return 'an object'
  const isPlain = type === 'number' || type === 'boolean' || value === null || value === undefined
  return isPlain ? String(value).replace('Infinity', '∞') : `a ${type}`
}
