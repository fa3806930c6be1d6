import type { ClientVendor } from '../client-vendors.generated.ts'
import { clientSecrets } from './client-secrets.ts'
import type { OpenClient } from './opened.ts'
import type { RequestClient } from './sdk-client.ts'

/** True for an object with the shape of a client of OpenAI's SDK, or of one made like it. */
export function isSdkClient(value: unknown): value is RequestClient {
  const { baseURL, request } = Object(value) as Partial<RequestClient>
  return typeof baseURL === 'string' && typeof request === 'function'
}

/** Opens a client of OpenAI's SDK or of one made like it. Anthropic's paths begin with their version, the base URL does not. */
export function openRequestClient(client: RequestClient): OpenClient {
  // Groq's own SDK has fewer resources than OpenAI's, and its paths begin with `/openai/v1`.
  const prefix = vendorBySdk(client) === 'groq' ? '/openai/v1' : ''
  return {
    baseURL: `${client.baseURL.replace(/\/+$/, '')}${prefix}`,
    vendor: vendorBySdk(client),
    speaksChat: 'chat' in client,
    send: (request) =>
      client
        .request({
          ...request,
          path: `${prefix}${request.path}`,
          maxRetries: 0,
          // A redirect would send the prompt, and maybe the key, to another address.
          fetchOptions: { redirect: 'manual' },
        })
        .asResponse(),
    secrets: () => clientSecrets(client),
  }
}

function vendorBySdk(client: RequestClient): ClientVendor | undefined {
  if ('messages' in client) return 'anthropic'
  if ('chat' in client && 'audio' in client && !('images' in client)) return 'groq'
  if ('rerank' in client) return 'together'
  // Azure's client may stand behind a gateway of any name.
  return 'chat' in client && 'apiVersion' in client ? 'openai' : undefined
}
