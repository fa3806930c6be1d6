// Models write what they like: escape sequences could move the cursor, set the title, or hide a command.
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g

/** A text of a model or a server without characters that would control the terminal; line feeds and tabs stay. */
export function safeText(text: string): string {
  return text.replaceAll(controls, '')
}
