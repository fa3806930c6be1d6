// Escape sequences could move the cursor, set the title, or hide a command; marks of direction could show a text as another one.
const controls = /(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu

/** A text of a model, a server or a configuration without characters that would control the terminal; line feeds and tabs stay. */
export function safeText(text: string): string {
  return text.replaceAll(controls, '')
}

/** A JSON document in which such characters are written as escapes. */
export function safeJson(value: unknown): string {
  const escaped = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, undefined, 2).replaceAll(controls, escaped)
}
