import { clientSecrets } from './client-secrets.ts'
import type { OpenClient } from './opened.ts'
import type { MistralSdkClient } from './sdk-client.ts'

/** What the SDK's own methods hand to `_do`, in the words of its versions 1 and 2. */
type SendOptions = {
  readonly context: object
  readonly isErrorStatusCode: () => boolean
  readonly errorCodes: readonly string[]
  readonly retryConfig: { readonly strategy: 'none' }
  readonly retryCodes: readonly string[]
}

type Sent = { readonly ok: true; readonly value: Response } | { readonly ok: false; readonly error: unknown }

type Sending = Omit<MistralSdkClient, '_do'> & {
  _do(request: Request, options: SendOptions): Promise<Sent>
  readonly _options: { readonly apiKey?: unknown }
}

/** True for a client of Mistral's SDK. */
export function isMistral(value: unknown): value is MistralSdkClient {
  const { _do, _options, _baseURL } = Object(value) as Partial<MistralSdkClient>
  return typeof _do === 'function' && typeof _options === 'object' && _baseURL instanceof URL
}

/** Opens a client of Mistral's SDK. Hooks, logs and the HTTP client that it was given stay in use. */
export function openMistral(client: MistralSdkClient): OpenClient {
  const { _baseURL: url, _options: options } = client as Sending
  const baseURL = `${String(url).replace(/\/+$/, '')}/v1`
  const context = { options, baseURL: url, operationID: 'llm-balancer', oAuth2Scopes: null }
  const sendOptions: SendOptions = {
    context: { ...context, resolvedSecurity: null, retryConfig: { strategy: 'none' }, retryCodes: [] },
    // A refusal is an answer; nothing is repeated.
    isErrorStatusCode: () => false,
    errorCodes: [],
    retryConfig: { strategy: 'none' },
    retryCodes: [],
  }
  const secrets: string[] = []
  return {
    baseURL,
    vendor: 'mistral',
    async send({ method, path, body, headers, signal }) {
      const key = await keyOf(options.apiKey)
      secrets.push(key)
      const request = new Request(`${baseURL}${path}`, {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json', ...headers, authorization: `Bearer ${key}` },
        redirect: 'manual',
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      })
      const sent = await (client as Sending)._do(request, sendOptions)
      if (sent.ok) return sent.value
      throw sent.error
    },
    secrets: () => [...secrets, ...clientSecrets(client, options)],
  }
}

/** The SDK takes a key or a function that gives one; what it reads from the environment, it keeps to itself. */
async function keyOf(apiKey: unknown): Promise<string> {
  const key: unknown = typeof apiKey === 'function' ? await (apiKey as () => unknown)() : apiKey
  if (typeof key === 'string' && key !== '') return key
  throw new Error('the client was made without "apiKey"')
}
