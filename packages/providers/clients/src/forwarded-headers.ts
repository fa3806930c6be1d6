/**
 * Headers that are not forwarded when a request goes through another client: the credentials and account of the outer client,
 * headers about its connection or its SDK, and this package's own.
 */
const staying =
  /^(authorization|x-api-key|api-key|openai-(organization|project)|cookie|host|connection|content-(length|encoding)|transfer-encoding|accept-encoding|user-agent|x-stainless-.*|x-llm-balancer-.*)$/

/** The headers that are forwarded, with lower-case names. */
export function forwardedHeaders(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries([...new Headers(headers)].filter(([name]) => !staying.test(name)))
}
