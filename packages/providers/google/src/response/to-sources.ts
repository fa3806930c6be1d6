import { asRecord, asRecords, asText } from '@llm-balancer/provider'
import type { JsonRecord, SourceContent } from '@llm-balancer/provider'

/**
 * The sources that an answer is grounded in, each once: pages, places and images by their URL, anything else as a document.
 * `known` has those that were emitted before.
 */
export function toSources(candidate: JsonRecord, known: Set<string>): SourceContent[] {
  const { groundingChunks } = asRecord(candidate['groundingMetadata'])
  return asRecords(groundingChunks).flatMap((chunk): SourceContent[] => {
    const { uri, sourceUri = uri, title } = asRecord(Object.values(chunk)[0])
    const url = asText(sourceUri)
    const source = { type: 'source', id: `source-${known.size}`, title: asText(title) || url } as const
    const key = url || source.title
    if (key === '' || known.has(key)) return []
    known.add(key)
    if (/^https?:/.test(url)) return [{ ...source, sourceType: 'url', url }]
    return [{ ...source, sourceType: 'document', mediaType: 'text/plain' }]
  })
}
