import { checkKnown } from '@llm-balancer/core/options'
import { checkBaseURL, type EmbeddingModel } from '@llm-balancer/provider'
import { checkVendor, vendorOf } from './client-vendor.ts'
import { clientTransport, sharedNames } from './from-client.ts'
import type { FromClientOptions } from './from-client.ts'
import type { SdkClient } from './sdk-client.ts'
import { clientVendors } from './client-vendors.generated.ts'

/** Options of an embedding model over an SDK's client. */
export type EmbeddingFromClientOptions = Omit<FromClientOptions, 'api' | 'maxOutputTokens' | 'version'>

/**
 * An embedding model over a configured client of an official SDK that speaks OpenAI's embeddings.
 *
 * @throws TypeError or RangeError for a client without embeddings, or an option that is missing, unknown or wrong.
 */
export function embeddingFromClient(client: SdkClient, options: EmbeddingFromClientOptions): EmbeddingModel {
  checkKnown('embeddingFromClient', options, sharedNames)
  const { vendor = vendorOf('embeddingFromClient', client), allowInsecureHttp, ...settings } = options
  checkBaseURL('embeddingFromClient', client.baseURL, allowInsecureHttp)
  checkVendor('embeddingFromClient', vendor)
  const all = { ...settings, ...clientTransport(client, vendor) }
  const model = clientVendors[vendor].embedding?.(all)
  if (model === undefined) throw new TypeError(`embeddingFromClient: ${vendor} has no embeddings`)
  return model
}
