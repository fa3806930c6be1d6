/** A library that people use for what this one does, or part of it. */
export interface Rival {
  readonly name: string
  /** The npm packages of which the version is shown. */
  readonly packages: readonly string[]
  /** Asks for a whole answer and reads its text. */
  readonly call?: (() => Promise<string>) | undefined
  /** Reads a stream of text to its end, and gives the text. */
  readonly stream?: (() => Promise<string>) | undefined
  /** Ends what was opened. */
  readonly close?: (() => Promise<void>) | undefined
}
