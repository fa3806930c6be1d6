import { placeholderKey } from './adapter-settings.ts'

/** Headers about a connection, about the SDK that made a request, or this package's own. */
const ofTheSender =
  /^(host|connection|content-(length|encoding)|transfer-encoding|accept-encoding|user-agent|x-goog-api-client|x-client-name|x-fern-.*|x-stainless-.*|x-llm-balancer-.*)$/

/**
 * Headers about the request itself. There is no end of names for credentials, of vendors, gateways and proxies, so that only known
 * names go to a target.
 */
const aboutTheRequest =
  /^(accept|accept-language|content-type|idempotency-key|anthropic-.*|openai-(?!organization$|project$).*|x-server-timeout|(x-)?(client-|correlation-)?request-id|x-correlation-id|traceparent|tracestate|x-trace.*|x-b3-.*|b3)$/

/** The headers of an outer client's request that go to a target, with lower-case names: those that say what is asked for. */
export function forwardedHeaders(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries([...new Headers(headers)].filter(([name]) => aboutTheRequest.test(name)))
}

/** The headers of an adapter's request that a client sends, which has a key of its own. */
export function withoutPlaceholder(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries(
    [...new Headers(headers)].filter(
      ([name, value]) => !ofTheSender.test(name) && value.replace(/^Bearer /, '') !== placeholderKey,
    ),
  )
}
