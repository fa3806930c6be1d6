import { decoded, parseJsonObject } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import { outerPathOf, withoutCredentials, type Format } from './outer-paths.ts'

/** A request of the outer client, as `runOptions` gets it. */
export interface BridgedRequest {
  /** Upper-case. */
  readonly method: string
  /**
   * Below the base URL, with its query: `/chat/completions`, `/v1/messages?beta=true`, `/models/gemini-3.8-flash:generateContent`,
   * `/v2/chat`. Keys and tokens are left out of the query.
   */
  readonly path: string
  /** As the outer client sends them; those that begin with `x-llm-balancer-` are not forwarded. */
  readonly headers: Headers
  /** The body, when it is a JSON object. Contains the prompt. */
  readonly body: JsonRecord | undefined
}

/** A request with the fields that only the bridge needs. */
export interface IncomingRequest extends BridgedRequest {
  readonly format: Format
  /** The path without its query. */
  readonly pathname: string
  /** The body as it came. */
  readonly raw: BodyInit | undefined
  readonly signal: AbortSignal | undefined
}

/** Reads the request that the outer client gives its `fetch`. Its path is relative to the base URL, whichever that is. */
export async function readRequest(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<IncomingRequest> {
  const request = input instanceof Request ? input : undefined
  const headers = new Headers(init.headers ?? request?.headers)
  const isJson = /\bjson\b/.test(headers.get('content-type') ?? '')
  const raw = init.body ?? (isJson ? await request?.text() : request?.body) ?? undefined
  const url = new URL(input instanceof Request ? input.url : input)
  const method = (init.method ?? request?.method ?? 'GET').toUpperCase()
  const { format, pathname } = outerPathOf(method, url.pathname, headers)
  return fromAzure({
    method,
    path: `${pathname}${withoutCredentials(url.search)}`,
    pathname,
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
  const named = body === undefined || 'model' in body ? body : { ...body, model: decoded(deployment) }
  return {
    ...request,
    path: `${pathname}${url.search}`,
    pathname,
    body: named,
    raw: named === body ? request.raw : JSON.stringify(named),
  }
}
