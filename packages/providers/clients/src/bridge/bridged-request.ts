import { parseJsonObject } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** A request of the outer client, as `runOptions` gets it. */
export interface BridgedRequest {
  /** Upper-case. */
  readonly method: string
  /** Below the base URL, with its query: `/chat/completions`, `/v1/messages?beta=true`. */
  readonly path: string
  /** As the outer client sends them; those that begin with `x-llm-balancer-` are not forwarded. */
  readonly headers: Headers
  /** The body, when it is a JSON object. Contains the prompt. */
  readonly body: JsonRecord | undefined
}

/** The API that the outer client uses. */
export type Format = 'openai' | 'anthropic'

/** A request with the fields that only the bridge needs. */
export interface IncomingRequest extends BridgedRequest {
  readonly format: Format
  /** The path without its query. */
  readonly pathname: string
  /** The body as it came. */
  readonly raw: BodyInit | undefined
  readonly signal: AbortSignal | undefined
}

/**
 * Reads the request that the outer client gives its `fetch`. A header that Anthropic's SDK always sends tells the format; the
 * path is relative to the base URL, whichever that is.
 */
export async function readRequest(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<IncomingRequest> {
  const request = input instanceof Request ? input : undefined
  const headers = new Headers(init.headers ?? request?.headers)
  const isJson = /\bjson\b/.test(headers.get('content-type') ?? '')
  const raw = init.body ?? (isJson ? await request?.text() : request?.body) ?? undefined
  const { pathname, search } = new URL(input instanceof Request ? input.url : input)
  const format = headers.has('anthropic-version') ? 'anthropic' : 'openai'
  // `/openai/v1/chat/completions` → `/chat/completions`; Anthropic's own paths begin with `/v1`.
  const start = pathname.indexOf('/v1/')
  const below = start < 0 ? pathname : pathname.slice(start + (format === 'anthropic' ? 0 : 3))
  return fromAzure({
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    path: `${below}${search}`,
    pathname: below,
    headers,
    format,
    raw,
    body: typeof raw === 'string' ? parseJsonObject(raw) : undefined,
    signal: init.signal ?? request?.signal,
  })
}

/** Azure's client names the deployment in its path, and its version of the API in the query: neither is for other targets. */
function fromAzure(request: IncomingRequest): IncomingRequest {
  const { path, body } = request
  const url = new URL(path, 'https://path.invalid')
  const [, deployment, pathname] = /^(?:\/openai)?\/deployments\/([^/]+)(\/.+)$/.exec(url.pathname) ?? []
  if (deployment === undefined || pathname === undefined) return request
  url.searchParams.delete('api-version')
  const named =
    body === undefined || 'model' in body ? body : { ...body, model: decodeURIComponent(deployment) }
  return {
    ...request,
    path: `${pathname}${url.search}`,
    pathname,
    body: named,
    raw: named === body ? request.raw : JSON.stringify(named),
  }
}
