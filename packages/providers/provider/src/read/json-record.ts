/** A parsed JSON object whose fields are still to be looked at. */
export type JsonRecord = Readonly<Record<string, unknown>>

/** True for an object that is no array. */
export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The JSON object that a text holds, or undefined when it holds anything else. */
export function parseJsonObject(text: string): JsonRecord | undefined {
  const value = parseJson(text)
  return isJsonRecord(value) ? value : undefined
}

/** The JSON object or list that a text holds, or undefined when it holds anything else. */
export function parseJson(text: string): object | undefined {
  // Half a document, as the last event of a broken stream is. An exception would take longer than to parse a whole one.
  const last = text.trimEnd().at(-1)
  if (last !== '}' && last !== ']') return undefined
  try {
    // With such an end JSON is nothing else.
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

/** The value of any kind that a text holds, or undefined when it is no JSON. */
export function parseJsonText(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
