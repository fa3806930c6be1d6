import { checkKnown } from '@llm-balancer/core/options'
import type { EmbeddingModel } from '@llm-balancer/provider'
import { openTransport, sharedNames } from './from-client.ts'
import type { FromClientOptions } from './from-client.ts'
import type { SdkClient } from './sdk/sdk-client.ts'
import { clientVendors } from './client-vendors.generated.ts'

/** Options of an embedding model over an SDK's client. */
export type EmbeddingFromClientOptions = Omit<
  FromClientOptions,
  'api' | 'clock' | 'finishReason' | 'maxOutputTokens' | 'version'
>

/**
 * An embedding model over a configured client of an official SDK that speaks OpenAI's embeddings.
 *
 * @throws TypeError or RangeError for a client without embeddings, or an option that is missing, unknown or wrong.
 */
export function embeddingFromClient(client: SdkClient, options: EmbeddingFromClientOptions): EmbeddingModel {
  checkKnown('embeddingFromClient', options, sharedNames)
  const { vendor: given, allowInsecureHttp, ...settings } = options
  const { vendor, ...transport } = openTransport('embeddingFromClient', client, {
    vendor: given,
    allowInsecureHttp,
  })
  if ('vertex' in transport) throw new TypeError('embeddingFromClient: Vertex AI has other embeddings')
  const model = clientVendors[vendor].embedding?.({ ...settings, ...transport })
  if (model === undefined) throw new TypeError(`embeddingFromClient: ${vendor} has no embeddings`)
  return model
}
