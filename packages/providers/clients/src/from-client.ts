import { checkKnown, checkOneOf } from '@llm-balancer/core/options'
import { openaiResponses } from '@llm-balancer/openai/responses'
import { checkBaseURL, checkHeaders, parseJsonObject } from '@llm-balancer/provider'
import type { ChatModel, Fetch, ModelSettings } from '@llm-balancer/provider'
import { placeholderKey, type AdapterSettings } from './adapter-settings.ts'
import { checkVendor, vendorOf } from './client-vendor.ts'
import { clientVendors, type ClientVendor } from './client-vendors.generated.ts'
import { withoutPlaceholder } from './forwarded-headers.ts'
import { openClient } from './sdk/open-client.ts'
import type { OpenClient } from './sdk/opened.ts'
import type { SdkClient, SdkRequest } from './sdk/sdk-client.ts'
import { sendThrough } from './send-through.ts'

/** Settings of a model over an SDK's client. Address and key are those of the client. */
export interface FromClientOptions extends Pick<
  ModelSettings,
  'model' | 'headers' | 'maxResponseBytes' | 'exposeVendorErrors' | 'now' | 'clock'
> {
  /** Whose adapter writes and reads the requests. @default recognised by the client's shape and address */
  readonly vendor?: ClientVendor | undefined
  /** OpenAI: chat completions, or the Responses API, with `store: false`. @default 'chat-completions' */
  readonly api?: 'chat-completions' | 'responses' | undefined
  /** Names a compatible server in errors, `providerOptions` and `providerMetadata`. @default 'openai-compatible' */
  readonly name?: string | undefined
  /** A compatible server: `optional` where streams end with `[DONE]` and without a finish reason. @default 'required' */
  readonly finishReason?: 'required' | 'optional' | undefined
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
  checkKnown('fromClient', options, [...sharedNames, ...chatNames])
  const {
    vendor: given,
    api = 'chat-completions',
    headers,
    version,
    allowInsecureHttp,
    ...settings
  } = options
  const { vendor, ...transport } = openTransport('fromClient', client, { vendor: given, allowInsecureHttp })
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

const chatNames = ['api', 'clock', 'finishReason', 'maxOutputTokens', 'version']

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

/** Where an adapter's requests go, and whose adapter it is. */
export type ClientTransport = Pick<AdapterSettings, 'apiKey' | 'baseURL' | 'allowInsecureHttp'> & {
  readonly vendor: ClientVendor
  readonly fetch: Fetch
}

/**
 * The transport of a client and the settings of its vendor's adapter that it decides.
 *
 * @throws TypeError for a client that cannot be used, an unknown vendor, or http to another host that is not allowed
 */
export function openTransport(
  owner: string,
  client: SdkClient,
  { vendor: given, allowInsecureHttp }: Pick<FromClientOptions, 'vendor' | 'allowInsecureHttp'>,
): ClientTransport {
  const open = openClient(owner, client)
  const vendor = checkVendor(owner, given ?? vendorOf(owner, open))
  const { origin, pathname } = checkBaseURL(owner, open.baseURL, allowInsecureHttp)
  // Anthropic's paths begin with their version, which the adapter and the client agree on.
  const base = vendor === 'anthropic' ? '' : pathname.replaceAll(/\/+/g, '/').replace(/\/$/, '')
  return {
    ...open.settings,
    vendor,
    apiKey: placeholderKey,
    baseURL: `${origin}${base}`,
    // The client's own address has been checked.
    allowInsecureHttp: true,
    fetch: fetchThrough(open, { vendor, base }),
  }
}

function fetchThrough(
  open: OpenClient,
  { vendor, base }: { readonly vendor: ClientVendor; readonly base: string },
): Fetch {
  return (url, { method = 'GET', headers, body, signal }) => {
    const target = new URL(url)
    return sendThrough(open, vendor, {
      method: method.toLowerCase() as SdkRequest['method'],
      path: `${target.pathname.slice(base.length)}${target.search}`,
      headers: withoutPlaceholder(headers),
      ...(typeof body === 'string' ? { body: parseJsonObject(body) } : {}),
      ...(signal ? { signal } : {}),
    })
  }
}

function checkApi(api: string, vendor: ClientVendor): void {
  checkOneOf('api', api, ['chat-completions', 'responses'], 'fromClient')
  if (vendor !== 'openai') throw new TypeError(`fromClient: ${vendor} has no Responses API`)
}

function withVersion(settings: AdapterSettings, version: string | undefined): AdapterSettings {
  return version === undefined ? settings : Object.assign(settings, { version })
}
