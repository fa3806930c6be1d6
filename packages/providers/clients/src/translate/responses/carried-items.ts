import { asRecord, asRecords, asText } from '@llm-balancer/provider'
import type { Content, JsonRecord, ProviderMetadata } from '@llm-balancer/provider'
import { pack, unpack } from '@llm-balancer/provider/answers'

/** What the vendor wants back of a text or a call, beside its item; clients send items back as they got them. */
export function carrying(metadata: ProviderMetadata | undefined): { readonly extra_content?: object } {
  return metadata === undefined ? {} : { extra_content: { llm_balancer: pack({ metadata }) } }
}

/** The metadata that an item carries, over that of its part. */
export function carriedIn(
  item: JsonRecord,
  part: { readonly providerMetadata?: ProviderMetadata } = {},
): { readonly providerMetadata?: ProviderMetadata } {
  const carried = unpack(asRecord(item['extra_content'])['llm_balancer'])
  if (carried === undefined)
    return part.providerMetadata === undefined ? {} : { providerMetadata: part.providerMetadata }
  return { providerMetadata: carried.metadata }
}

/** Thoughts of an earlier answer. Their encrypted content is ours, or that of OpenAI, which alone can read it. */
export function toThoughts({ id, summary, content, encrypted_content: encrypted }: JsonRecord): Content[] {
  const texts = [...asRecords(summary), ...asRecords(content)].map(({ text }) => asText(text))
  const own = unpack(encrypted)
  const isOpenAIs = own === undefined && asText(encrypted) !== ''
  const openai = { openai: { itemId: asText(id), reasoningEncryptedContent: asText(encrypted) } }
  const providerMetadata = isOpenAIs ? openai : own?.metadata
  const text = texts.join('\n\n')
  if (text === '' && providerMetadata === undefined) return []
  return [{ type: 'reasoning', text, ...(providerMetadata && { providerMetadata }) }]
}
