import { asRecords, asText, compact } from '@llm-balancer/provider'
import type { Citation, JsonRecord, SourceContent } from '@llm-balancer/provider'

/** A text's citations. Their positions refer to the source, not to the text. */
export function toCitations(citations: unknown): Citation[] {
  return asRecords(citations).map((citation) =>
    compact({ source: toSource(citation), citedText: asText(citation['cited_text']) || undefined }),
  )
}

/** A page or a search result by its address, a document of the request by its number. */
function toSource(citation: JsonRecord): SourceContent {
  const { type, source, url: address = source, title: name, document_title: title = name } = citation
  const url = asText(address)
  if (url !== '') {
    return compact({ type: 'source', sourceType: 'url', id: url, url, title: asText(title) || undefined })
  }
  const id = `document-${String(citation['document_index'])}`
  const mediaType = type === 'page_location' ? 'application/pdf' : 'text/plain'
  return { type: 'source', sourceType: 'document', id, mediaType, title: asText(title) || id }
}
