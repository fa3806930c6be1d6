/** Reads a property of any value. Undefined where there is none, and where reading it throws (a getter, a proxy). */
export function readProperty(value: unknown, name: PropertyKey): unknown {
  if (value === null || value === undefined) return undefined
  try {
    return (value as Readonly<Record<PropertyKey, unknown>>)[name]
  } catch {
    return undefined
  }
}
