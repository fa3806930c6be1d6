import { clientSecrets } from './client-secrets.ts'
import type { ClientRequest, OpenClient } from './opened.ts'
import type { GenAIClient } from './sdk-client.ts'

/** What a client of Google's SDK sends its requests with. Its methods are public, the field that holds it is not. */
interface ApiClient {
  getRequestUrl(): string
  /** Versions of the SDK that have it take another `fetch` for a request. */
  getFetch(): typeof fetch | undefined
  request(request: {
    readonly path: string
    readonly httpMethod: string
    readonly body?: string
    readonly httpOptions: { readonly headers?: Record<string, string>; readonly fetch: typeof fetch }
    readonly abortSignal?: AbortSignal
  }): Promise<unknown>
}

type WithApiClient = GenAIClient & { readonly apiClient: ApiClient }

/** True for a client of Google's SDK. */
export function isGenAI(value: unknown): value is WithApiClient {
  const { apiClient, vertexai } = Object(value) as Partial<WithApiClient>
  return typeof vertexai === 'boolean' && typeof apiClient?.getFetch === 'function'
}

/** Opens a client of Google's SDK, for the Gemini API or Vertex AI. */
export function openGenAI(client: WithApiClient): OpenClient {
  const { apiClient, vertexai } = client
  return {
    baseURL: apiClient.getRequestUrl(),
    vendor: 'google',
    ...(vertexai ? { settings: { vertex: true } } : {}),
    send: (request) => sendOnce(apiClient, vertexai ? atPublisher(request) : request),
    secrets: () => clientSecrets(client, apiClient, (apiClient as { clientOptions?: object }).clientOptions),
  }
}

/**
 * The SDK makes address, headers and credentials, reads refusals for itself and may repeat a request. So it is handed an answer
 * that satisfies it, and the real one goes past it.
 */
async function sendOnce(
  apiClient: ApiClient,
  { method, path, body, headers, signal }: ClientRequest,
): Promise<Response> {
  const send = apiClient.getFetch() ?? fetch
  let outcome: Promise<Response> | undefined
  await apiClient.request({
    path: path.replace(/^\/+/, ''),
    httpMethod: method.toUpperCase(),
    httpOptions: {
      ...(headers === undefined ? {} : { headers }),
      async fetch(url, init) {
        outcome = send(url, { ...init, redirect: 'manual' })
        await outcome.catch(() => {})
        return Response.json({})
      },
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
  })
  if (outcome === undefined) throw new TypeError('the client sent no request')
  return outcome
}

/** Vertex AI has the models of several publishers. The SDK puts project and location before them. */
function atPublisher(request: ClientRequest): ClientRequest {
  return { ...request, path: request.path.replace(/^\/*models\//, 'publishers/google/models/') }
}
