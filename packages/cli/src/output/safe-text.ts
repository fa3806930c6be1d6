// Escape sequences could move the cursor, set the title, or hide a command.
const controls = /(?![\n\t])\p{Cc}/gu

/** A text of a model or a server without characters that would control the terminal; line feeds and tabs stay. */
export function safeText(text: string): string {
  return text.replaceAll(controls, '')
}
