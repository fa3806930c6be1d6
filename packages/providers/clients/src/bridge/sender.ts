import { checkKnown } from '@llm-balancer/core/options'
import {
  checkApiKey,
  checkBaseURL,
  checkHeaders,
  headerSecrets,
  mergeHeaders,
  ProviderError,
  querySecrets,
} from '@llm-balancer/provider'
import type { ApiKey, Fetch, HeaderRecord } from '@llm-balancer/provider'
import { isClient, openClient } from '../sdk/open-client.ts'
import type { ClientRequest } from '../sdk/opened.ts'
import type { SdkClient } from '../sdk/sdk-client.ts'
import { sendThrough } from '../send-through.ts'
import { forwardedHeaders } from '../forwarded-headers.ts'
import { checkVendor, vendorAt, vendorOf } from '../client-vendor.ts'
import type { ClientVendor } from '../client-vendors.generated.ts'
import type { BridgeTarget, ClientEntry, KeyEntry } from './bridge-target.ts'
import type { IncomingRequest } from './bridged-request.ts'
import type { Format } from './outer-paths.ts'
import { withTargetModel, type AddressedRequest } from './target-model.ts'

/** Sends the outer client's requests to one target, in the target's form. */
export interface Sender {
  readonly vendor: ClientVendor
  /** The request with the target's name of the model. */
  addressed(request: IncomingRequest): AddressedRequest
  /** Sends once. @throws the network error, or a ProviderError */
  send(request: OutgoingRequest): Promise<Response>
  /** The secrets that were sent and must not be returned; complete once a request has been sent. */
  secrets(): readonly string[]
}

/** A request on its way to a target. */
export type OutgoingRequest = AddressedRequest & {
  readonly request: IncomingRequest
  readonly signal: AbortSignal
}

const owner = 'bridge'

/** @throws TypeError for an invalid target or setting of it */
export function senderOf(target: BridgeTarget, format: Format): Sender {
  if (isClient(target)) return clientSender({ client: target as SdkClient })
  const given: unknown = target
  if (typeof given !== 'object' || given === null)
    throw new TypeError('bridge: a target is an SDK client, { client } or { apiKey }')
  return 'client' in target ? clientSender(target) : keySender(target as KeyEntry, format)
}

function clientSender(entry: ClientEntry): Sender {
  checkKnown(owner, entry, ['client', 'model', 'vendor', 'allowInsecureHttp', 'finishReason'])
  const open = openClient(owner, entry.client)
  const { model, vendor = vendorOf(owner, open) } = entry
  const ofAddress = querySecrets(checkBaseURL(owner, open.baseURL, entry.allowInsecureHttp))
  checkVendor(owner, vendor)
  return {
    vendor,
    addressed: (request) => withTargetModel(request, model),
    send: (request) => sendThrough(open, vendor, toClientRequest(request)),
    secrets: () => [...open.secrets(), ...ofAddress],
  }
}

function toClientRequest({ request, path, body, signal }: OutgoingRequest): ClientRequest {
  const { method, headers, raw } = request
  const content = body ?? raw
  return {
    method: method.toLowerCase() as ClientRequest['method'],
    path,
    headers: forwardedHeaders(headers),
    signal,
    // An SDK that gets a body, even undefined, announces one in its headers.
    ...(content === undefined ? {} : { body: content }),
  }
}

const keySettings = [
  ...['apiKey', 'baseURL', 'headers', 'fetch', 'model', 'vendor'],
  ...['allowInsecureHttp', 'finishReason'],
]

const defaultBases: Readonly<Record<Format, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
  google: 'https://generativelanguage.googleapis.com/v1beta',
  cohere: 'https://api.cohere.com',
}

const platformFetch: Fetch = (url, init) => fetch(url, init)

function keySender(entry: KeyEntry, format: Format): Sender {
  checkKnown(owner, entry, keySettings)
  const { baseURL = defaultBases[format], fetch: send = platformFetch, model, apiKey } = entry
  const headers = checkHeaders('headers', entry.headers ?? {}, owner)
  const base = checkBaseURL(owner, baseURL, entry.allowInsecureHttp)
  const vendor = entry.vendor ?? (format === 'openai' ? vendorAt(owner, baseURL) : format)
  checkVendor(owner, vendor)
  if (apiKey !== undefined) checkApiKey('apiKey', apiKey, owner)
  const secrets: string[] = [...headerSecrets(headers), ...querySecrets(base)]
  return {
    vendor,
    addressed: (request) => withTargetModel(request, model),
    async send({ request, path, body, signal }) {
      const key = apiKey === undefined ? undefined : await keyFrom(apiKey, vendor)
      if (key !== undefined) secrets.push(key)
      const content = body === request.body ? request.raw : JSON.stringify(body)
      return send(joined(base, path, request.format), {
        method: request.method,
        headers: mergeHeaders(owner, [
          forwardedHeaders(request.headers),
          key === undefined ? {} : credentials(request, base, key),
          headers,
        ]),
        // A redirect would send the key to another address.
        redirect: 'manual',
        signal,
        body: content ?? null,
        ...(content instanceof ReadableStream ? { duplex: 'half' } : {}),
      })
    },
    secrets: () => secrets,
  }
}

/** The key replaces the outer client's placeholder; Azure has a header of its own. */
function credentials({ headers, format }: IncomingRequest, { hostname }: URL, key: string): HeaderRecord {
  if (hostname.endsWith('.azure.com')) return { 'api-key': key }
  // Vertex AI takes tokens, the Gemini API keys.
  if (format === 'google' && !hostname.endsWith('aiplatform.googleapis.com')) return { 'x-goog-api-key': key }
  return headers.has('x-api-key') ? { 'x-api-key': key } : { authorization: `Bearer ${key}` }
}

async function keyFrom(apiKey: ApiKey, provider: ClientVendor): Promise<string> {
  try {
    const key: unknown = typeof apiKey === 'function' ? await apiKey() : apiKey
    if (typeof key === 'string' && key !== '') {
      mergeHeaders(owner, [{ key }])
      return key
    }
  } catch {
    // An error of the caller's function may contain a token.
  }
  throw new ProviderError({ provider, kind: 'auth', message: '"apiKey" gave no key' })
}

function joined(base: URL, path: string, format: Format): string {
  const url = new URL(base)
  const { pathname, search } = new URL(path, 'https://path.invalid')
  const prefix = url.pathname.replace(/\/+$/, '')
  // The base URL of a format whose paths begin with their version may end in it.
  const version = format === 'anthropic' ? /\/v1$/ : format === 'cohere' ? /\/v[12]$/ : undefined
  url.pathname = `${version === undefined ? prefix : prefix.replace(version, '')}${pathname}`
  for (const [name, value] of new URLSearchParams(search)) url.searchParams.append(name, value)
  return url.href
}
