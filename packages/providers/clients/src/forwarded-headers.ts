import { placeholderKey } from './adapter-settings.ts'

/** Headers about a connection, about the SDK that made a request, or this package's own. */
const ofTheSender =
  /^(host|connection|content-(length|encoding)|transfer-encoding|accept-encoding|user-agent|x-goog-api-client|x-client-name|x-fern-.*|x-stainless-.*|x-llm-balancer-.*)$/

/** Headers that say who pays: credentials of any vendor, gateway or proxy, and the account that they belong to. */
const ofTheAccount =
  /^(openai-(organization|project)|x-goog-user-project|x-amz-.*|(.*-)?(authorization|api-?key|key|token|secret|password|credentials?|cookies?|signature))$/

/** Names that only look like a credential's. */
const isHarmless = /^idempotency-key$/

/**
 * The headers of an outer client's request that go to a target, with lower-case names: neither its credentials and account nor
 * what describes its connection or its SDK.
 */
export function forwardedHeaders(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries(
    [...new Headers(headers)].filter(
      ([name]) => !ofTheSender.test(name) && (isHarmless.test(name) || !ofTheAccount.test(name)),
    ),
  )
}

/** The headers of an adapter's request that a client sends, which has a key of its own. */
export function withoutPlaceholder(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries(
    [...new Headers(headers)].filter(
      ([name, value]) => !ofTheSender.test(name) && value.replace(/^Bearer /, '') !== placeholderKey,
    ),
  )
}
