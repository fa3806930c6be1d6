import { isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord, SourceContent } from '@llm-balancer/provider'

/** The web pages an answer cites, from `annotations` of type `url_citation`. */
export function sourcesOf(message: JsonRecord, firstIndex = 0): SourceContent[] {
  const { annotations } = message
  const citations = (Array.isArray(annotations) ? annotations : [])
    .filter(isJsonRecord)
    .map((annotation) => annotation['url_citation'])
    .filter(isJsonRecord)
  return citations.map(({ url, title }, index) => ({
    type: 'source',
    sourceType: 'url',
    id: `source-${firstIndex + index}`,
    url: String(url),
    ...(typeof title === 'string' ? { title } : {}),
  }))
}
