import { checkKnown } from '@llm-balancer/core/options'
import {
  checkApiKey,
  checkBaseURL,
  checkHeaders,
  headerSecrets,
  mergeHeaders,
  ProviderError,
} from '@llm-balancer/provider'
import type { ApiKey, Fetch, HeaderRecord, JsonRecord } from '@llm-balancer/provider'
import { isClient, openClient } from '../sdk/open-client.ts'
import type { ClientRequest } from '../sdk/opened.ts'
import type { SdkClient } from '../sdk/sdk-client.ts'
import { sendThrough } from '../send-through.ts'
import { forwardedHeaders } from '../forwarded-headers.ts'
import { checkVendor, vendorAt, vendorOf } from '../client-vendor.ts'
import type { ClientVendor } from '../client-vendors.generated.ts'
import type { BridgeTarget, ClientEntry, KeyEntry, ModelMapping } from './bridge-target.ts'
import type { Format, IncomingRequest } from './bridged-request.ts'

/** Sends the outer client's requests to one target, in the target's form. */
export interface Sender {
  readonly vendor: ClientVendor
  /** The request's body with the target's name of the model. */
  bodyOf(request: IncomingRequest): JsonRecord | undefined
  /** Sends once. @throws the network error, or a ProviderError */
  send(request: OutgoingRequest): Promise<Response>
  /** The secrets that were sent and must not be returned; complete once a request has been sent. */
  secrets(): readonly string[]
}

/** A request on its way to a target. */
export type OutgoingRequest = {
  readonly request: IncomingRequest
  readonly body: JsonRecord | undefined
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
  checkBaseURL(owner, open.baseURL, entry.allowInsecureHttp)
  checkVendor(owner, vendor)
  return {
    vendor,
    bodyOf: ({ body }) => mapModel(body, model),
    send: ({ request, body, signal }) => sendThrough(open, vendor, toClientRequest(request, body, signal)),
    secrets: () => open.secrets(),
  }
}

function toClientRequest(
  { method, path, headers, raw }: IncomingRequest,
  body: JsonRecord | undefined,
  signal: AbortSignal,
): ClientRequest {
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
}

const platformFetch: Fetch = (url, init) => fetch(url, init)

function keySender(entry: KeyEntry, format: Format): Sender {
  checkKnown(owner, entry, keySettings)
  const { baseURL = defaultBases[format], fetch: send = platformFetch, model, apiKey } = entry
  const headers = checkHeaders('headers', entry.headers ?? {}, owner)
  const base = checkBaseURL(owner, baseURL, entry.allowInsecureHttp)
  const vendor = entry.vendor ?? (format === 'anthropic' ? format : vendorAt(owner, baseURL))
  checkVendor(owner, vendor)
  if (apiKey !== undefined) checkApiKey('apiKey', apiKey, owner)
  const secrets: string[] = headerSecrets(headers)
  return {
    vendor,
    bodyOf: ({ body }) => mapModel(body, model),
    async send({ request, body, signal }) {
      const key = apiKey === undefined ? undefined : await keyFrom(apiKey, vendor)
      if (key !== undefined) secrets.push(key)
      const content = body === request.body ? request.raw : JSON.stringify(body)
      return send(joined(base, request), {
        method: request.method,
        headers: mergeHeaders(owner, [
          forwardedHeaders(request.headers),
          key === undefined ? {} : credentials(request.headers, base, key),
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
function credentials(outer: Headers, { hostname }: URL, key: string): HeaderRecord {
  if (hostname.endsWith('.azure.com')) return { 'api-key': key }
  return outer.has('x-api-key') ? { 'x-api-key': key } : { authorization: `Bearer ${key}` }
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

function joined(base: URL, { path, format }: IncomingRequest): string {
  const url = new URL(base)
  const { pathname, search } = new URL(path, 'https://path.invalid')
  const prefix = url.pathname.replace(/\/+$/, '')
  // Anthropic's base URL may end in the version with which its paths begin.
  url.pathname = `${format === 'anthropic' ? prefix.replace(/\/v1$/, '') : prefix}${pathname}`
  for (const [name, value] of new URLSearchParams(search)) url.searchParams.append(name, value)
  return url.href
}

function mapModel(body: JsonRecord | undefined, mapping: ModelMapping | undefined): JsonRecord | undefined {
  const model = body?.['model']
  if (mapping === undefined || typeof model !== 'string') return body
  return { ...body, model: mapped(model, mapping) }
}

function mapped(model: string, mapping: ModelMapping): string {
  if (typeof mapping === 'string') return mapping
  if (typeof mapping === 'function') return mapping(model)
  return Object.hasOwn(mapping, model) ? (mapping[model] ?? model) : model
}
