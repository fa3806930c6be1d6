import { asRecord, asRecords } from '@llm-balancer/provider'
import type { JsonRecord, SourceContent } from '@llm-balancer/provider'

/** The web pages an answer cites, from `annotations` of type `url_citation`. */
export function sourcesOf(message: JsonRecord, firstIndex: number): SourceContent[] {
  const sources: SourceContent[] = []
  for (const annotation of asRecords(message['annotations'])) {
    const { url, title } = asRecord(annotation['url_citation'])
    if (typeof url !== 'string') continue
    const id = `source-${firstIndex + sources.length}`
    const named = typeof title === 'string' ? { title } : {}
    sources.push({ type: 'source', sourceType: 'url', id, url, ...named })
  }
  return sources
}
