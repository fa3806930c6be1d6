import type { Citation, SourceContent } from './content.ts'

/** The sources that citations name, each once. `given` remembers the ids of earlier ones. @default there were none */
export function citedSources(citations: readonly Citation[], given?: Set<string>): SourceContent[] {
  const known = given ?? new Set<string>()
  return citations.flatMap(({ source }) => {
    if (known.has(source.id)) return []
    known.add(source.id)
    return source
  })
}
