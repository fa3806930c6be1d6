import { asRecord, asRecords } from '@llm-balancer/provider'
import type { JsonRecord, SourceContent } from '@llm-balancer/provider'

/** The web pages an answer cites, from `annotations` of type `url_citation`. */
export function sourcesOf(message: JsonRecord, firstIndex: number): SourceContent[] {
  return asRecords(message['annotations'])
    .map((annotation) => asRecord(annotation['url_citation']))
    .filter(({ url }) => typeof url === 'string')
    .map(({ url, title }, index) => ({
      type: 'source',
      sourceType: 'url',
      id: `source-${firstIndex + index}`,
      url: String(url),
      ...(typeof title === 'string' ? { title } : {}),
    }))
}
