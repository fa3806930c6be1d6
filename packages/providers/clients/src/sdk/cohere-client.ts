import { clientSecrets } from './client-secrets.ts'
import type { OpenClient } from './opened.ts'
import type { CohereSdkClient } from './sdk-client.ts'

type CohereOptions = {
  readonly baseUrl?: unknown
  readonly environment?: unknown
  readonly fetch?: typeof fetch
  readonly fetcher?: unknown
}

type CohereV1Client = CohereSdkClient & { readonly _options: CohereOptions }

/** True for a client of Cohere's SDK, of either version. */
export function isCohere(value: unknown): value is CohereSdkClient {
  const { chatStream, fetch } = Object(value) as Partial<CohereSdkClient>
  return typeof chatStream === 'function' && typeof fetch === 'function'
}

/** @throws TypeError for a client that does not send its requests itself (Bedrock, SageMaker), or with an address that may change */
export function openCohere(client: CohereSdkClient, owner: string): OpenClient {
  // A client of version 2 has one of version 1, which sends for it.
  const { client: inner = client } = client as { readonly client?: CohereSdkClient }
  const { _options: options } = inner as CohereV1Client
  if (options.fetcher !== undefined)
    throw new TypeError(
      `${owner}: a Cohere client with a "fetcher" of its own (Bedrock, SageMaker) cannot be used`,
    )
  const base = options.baseUrl ?? options.environment ?? 'https://api.cohere.com'
  if (typeof base !== 'string')
    throw new TypeError(`${owner}: "baseUrl" of the Cohere client must be a string`)
  const baseURL = base.replace(/\/+$/, '').replace(/\/v[12]$/, '')
  const through = withoutRedirects(inner as CohereV1Client)
  return {
    baseURL,
    vendor: 'cohere',
    send: ({ method, path, body, headers = {}, signal }) =>
      through.fetch(
        `${baseURL}${path}`,
        {
          method: method.toUpperCase(),
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          ...(signal === undefined ? {} : { signal }),
        },
        { maxRetries: 0 },
      ),
    secrets: () => clientSecrets(client, options),
  }
}

/** The same client with a `fetch` that does not follow redirects, for which it has no option. */
function withoutRedirects(client: CohereV1Client): CohereSdkClient {
  const { _options: options } = client
  const send: typeof fetch = (url, init) => (options.fetch ?? fetch)(url, { ...init, redirect: 'manual' })
  const changed: unknown = Object.create(client, { _options: { value: { ...options, fetch: send } } })
  return changed as CohereSdkClient
}
