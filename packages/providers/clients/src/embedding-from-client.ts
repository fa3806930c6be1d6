import { openaiEmbedding } from '@llm-balancer/openai'
import { openaiCompatibleEmbedding } from '@llm-balancer/openai-compatible'
import type { EmbeddingModel } from '@llm-balancer/provider'
import { clientTransport } from './from-client.ts'
import type { FromClientOptions } from './from-client.ts'
import type { SdkClient } from './sdk-client.ts'
import { checkVendor, vendorOf } from './vendor.ts'

/** What an embedding model over an SDK's client needs to know. */
export type EmbeddingFromClientOptions = Omit<FromClientOptions, 'maxOutputTokens' | 'version'>

/**
 * An embedding model over a configured client of an official SDK that speaks OpenAI's embeddings.
 *
 * @throws TypeError or RangeError for a client without embeddings, or an option that is missing, unknown or wrong.
 */
export function embeddingFromClient(client: SdkClient, options: EmbeddingFromClientOptions): EmbeddingModel {
  const { vendor = vendorOf('embeddingFromClient', client), name, ...settings } = options
  checkVendor('embeddingFromClient', vendor)
  if (vendor === 'anthropic') throw new TypeError('embeddingFromClient: Anthropic has no embeddings')
  const all = { ...settings, ...clientTransport(client, vendor) }
  if (vendor === 'openai') return openaiEmbedding(all)
  return openaiCompatibleEmbedding({ ...all, name: name ?? vendor })
}
