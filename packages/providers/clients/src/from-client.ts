import { checkKnown, checkOneOf } from '@llm-balancer/core/options'
import { openaiResponses } from '@llm-balancer/openai/responses'
import { checkBaseURL, checkHeaders, parseJsonObject } from '@llm-balancer/provider'
import type { ChatModel, Fetch, ModelSettings } from '@llm-balancer/provider'
import { placeholderKey, type AdapterSettings } from './adapter-settings.ts'
import { checkVendor, isGroqSdk, vendorOf } from './client-vendor.ts'
import { clientVendors, type ClientVendor } from './client-vendors.generated.ts'
import type { SdkClient, SdkRequest } from './sdk-client.ts'
import { sendThrough } from './send-through.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

/** Settings of a model over an SDK's client. Address and key are those of the client. */
export interface FromClientOptions extends Pick<
  ModelSettings,
  'model' | 'headers' | 'maxResponseBytes' | 'exposeVendorErrors' | 'now'
> {
  /** Whose adapter writes and reads the requests. @default recognised by the client's shape and address */
  readonly vendor?: ClientVendor | undefined
  /** OpenAI: chat completions, or the Responses API, with `store: false`. @default 'chat-completions' */
  readonly api?: 'chat-completions' | 'responses' | undefined
  /** Names a compatible server in errors, `providerOptions` and `providerMetadata`. @default 'openai-compatible' */
  readonly name?: string | undefined
  /** Anthropic: `max_tokens` of requests that do not say. @default 16_384 */
  readonly maxOutputTokens?: number | undefined
  /** Allows a client whose address is http to another host than this machine; its key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Anthropic: the API version to ask for. @default the client's own, which is taken to be `2026-10-21` */
  readonly version?: string | undefined
}

/**
 * A chat model over a configured client of an official SDK: its credentials, address, headers, agents, middleware and logs
 * stay in use, its retries do not, since the balancer is the one owner of retries.
 *
 * @throws TypeError or RangeError for an invalid client, or an option that is missing, unknown or wrong.
 */
export function fromClient(client: SdkClient, options: FromClientOptions): ChatModel {
  checkKnown('fromClient', options, [...sharedNames, 'api', 'maxOutputTokens', 'version'])
  const {
    vendor = vendorOf('fromClient', client),
    api = 'chat-completions',
    headers,
    version,
    allowInsecureHttp,
    ...settings
  } = options
  checkVendor('fromClient', vendor)
  checkBaseURL('fromClient', client.baseURL, allowInsecureHttp)
  const transport = clientTransport(client, vendor)
  if (api !== 'chat-completions') {
    checkApi(api, vendor)
    return openaiResponses({ ...settings, ...transport, headers })
  }
  if (vendor !== 'anthropic')
    return clientVendors[vendor].chat(withVersion({ ...settings, ...transport, headers }, version))
  // Which settings a request may have depends on the version; unless it is asked for, the client's own goes out.
  const own = version === undefined ? { 'anthropic-version': undefined } : {}
  const anthropic = {
    ...settings,
    ...transport,
    headers: { ...own, ...checkHeaders('headers', headers ?? {}, 'fromClient') },
  }
  return clientVendors.anthropic.chat(withVersion(anthropic, version ?? '2026-10-21'))
}

/** The options that models of every kind have. */
export const sharedNames: readonly (keyof FromClientOptions)[] = [
  'model',
  'vendor',
  'name',
  'headers',
  'allowInsecureHttp',
  'maxResponseBytes',
  'exposeVendorErrors',
  'now',
]

/** Where an adapter's requests go when a client sends them. */
export function clientTransport(
  client: SdkClient,
  vendor: ClientVendor,
): Pick<AdapterSettings, 'apiKey' | 'baseURL' | 'allowInsecureHttp'> & { readonly fetch: Fetch } {
  const { origin, pathname } = new URL(client.baseURL)
  const prefix = `${pathname}${isGroqSdk(client) ? '/openai/v1' : ''}`
    .replaceAll(/\/+/g, '/')
    .replace(/\/$/, '')
  const base = vendor === 'anthropic' ? '' : prefix
  return {
    apiKey: placeholderKey,
    baseURL: `${origin}${base}`,
    // The client's own address has been checked.
    allowInsecureHttp: true,
    fetch(url, { method = 'GET', headers, body, signal }) {
      const target = new URL(url)
      return sendThrough(client, vendor, {
        method: method.toLowerCase() as SdkRequest['method'],
        path: `${target.pathname.slice(base.length)}${target.search}`,
        headers: forwardedHeaders(headers),
        ...(typeof body === 'string' ? { body: parseJsonObject(body) } : {}),
        ...(signal ? { signal } : {}),
      })
    },
  }
}

function checkApi(api: string, vendor: ClientVendor): void {
  checkOneOf('api', api, ['chat-completions', 'responses'], 'fromClient')
  if (vendor !== 'openai') throw new TypeError(`fromClient: ${vendor} has no Responses API`)
}

function withVersion(settings: AdapterSettings, version: string | undefined): AdapterSettings {
  return version === undefined ? settings : Object.assign(settings, { version })
}
