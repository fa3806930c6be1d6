import { asRecord, asRecords, asText, compact, toMetadata } from '@llm-balancer/provider'
import type { Citation, JsonRecord, SourceContent } from '@llm-balancer/provider'

/** Cohere's citations of a text as unified ones: one for each source of each. */
export function toCitations(citations: readonly JsonRecord[]): Citation[] {
  return citations.flatMap(({ start, end, sources }) =>
    asRecords(sources).map((source): Citation => {
      return compact({ source: toSource(source), startIndex: asIndex(start), endIndex: asIndex(end) })
    }),
  )
}

/** A document of the request or the output of a tool; one with an address is a web page. */
function toSource({ id: rawId, ...own }: JsonRecord): SourceContent {
  const { document, tool_output: output } = own
  const fields = asRecord(document ?? output)
  const id = asText(rawId)
  const url = asText(fields['url'])
  const title = asText(fields['title'])
  const what =
    url === ''
      ? {
          sourceType: 'document',
          mediaType: output === undefined ? 'text/plain' : 'application/json',
          title: title || id,
        }
      : { sourceType: 'url', url, title: title || undefined }
  return compact({
    type: 'source',
    id,
    ...what,
    providerMetadata: toMetadata('cohere', own),
  }) as SourceContent
}

function asIndex(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
