/**
 * A text that is not in the configuration itself but refers to somewhere else. It is never shown: it may be a secret wherever
 * it stands.
 */
export class Reference {
  readonly #text: string
  /** What stands in its place in messages: `the value of ${PORT}`. */
  readonly shown: string

  constructor(text: string, shown: string) {
    this.#text = text
    this.shown = shown
  }

  get text(): string {
    return this.#text
  }
}

/** A value with all references in it replaced by their texts. */
export function withoutReferences(value: unknown): unknown {
  if (value instanceof Reference) return value.text
  if (Array.isArray(value)) return value.map(withoutReferences)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutReferences(inner)]))
}
