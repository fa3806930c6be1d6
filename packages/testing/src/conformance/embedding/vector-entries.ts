import type { EmbeddingSurface } from './embedding-suite.ts'

/** Where a surface's answer has its vectors. */
type Place = {
  /** Fields from the answer to the list of entries. */
  readonly path: readonly [string, ...string[]]
  /** The field of an entry with its vector; undefined when the entry is the vector. */
  readonly field?: string
}

const openai: Place = { path: ['data'], field: 'embedding' }

const places: Readonly<Record<EmbeddingSurface, Place>> = {
  openai,
  mistral: openai,
  together: openai,
  google: { path: ['embeddings'], field: 'values' },
  cohere: { path: ['embeddings', 'float'] },
}

/** An answer with other vectors: `change` is given the list of entries, and how an entry of a vector looks. */
export function withEntries(
  surface: EmbeddingSurface,
  json: string,
  change: (entries: readonly unknown[], entryOf: (vector: unknown) => unknown) => unknown,
): string {
  const { path, field } = places[surface]
  const body = JSON.parse(json) as Record<string, unknown>
  let within = body
  for (const name of path.slice(0, -1)) within = within[name] as Record<string, unknown>
  const last = path.at(-1) ?? ''
  const entries = within[last] as readonly unknown[]
  const entryOf = (vector: unknown): unknown =>
    field === undefined ? vector : { ...(entries[0] as object), [field]: vector }
  within[last] = change(entries, entryOf)
  return JSON.stringify(body)
}
