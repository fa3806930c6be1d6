/** What this project says, and what a document says in its place. */
export type Wording = readonly (readonly [said: RegExp, instead: string])[]

/** A message of this project in the words of a document. */
export function worded(message: string, wording: Wording): string {
  return wording.reduce((text, [said, instead]) => text.replace(said, instead), message)
}
