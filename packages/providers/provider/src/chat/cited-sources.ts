import type { Citation, SourceContent } from './content.ts'

/** The sources that citations name, each once. `known` remembers the ids of those that were given before. */
export function citedSources(
  citations: readonly Citation[],
  known: Set<string> = new Set(),
): SourceContent[] {
  return citations.flatMap(({ source }) => {
    if (known.has(source.id)) return []
    known.add(source.id)
    return source
  })
}
