import { asRecord, asRecords, asText, compact, toMetadata } from '@llm-balancer/provider'
import type { JsonRecord, SourceContent } from '@llm-balancer/provider'

/** The web pages an answer cites, from `annotations` of type `url_citation`. */
export function sourcesOf(message: JsonRecord, provider: string, firstIndex = 0): SourceContent[] {
  return asRecords(message['annotations'])
    .map((annotation) => asRecord(annotation['url_citation']))
    .filter(({ url }) => typeof url === 'string')
    .map(({ url, title, ...rest }, index) =>
      compact({
        type: 'source',
        sourceType: 'url',
        id: `source-${firstIndex + index}`,
        url: asText(url),
        title: typeof title === 'string' ? title : undefined,
        providerMetadata: toMetadata(provider, rest),
      }),
    )
}
