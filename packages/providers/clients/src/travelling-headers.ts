/**
 * Headers that stay behind when a request goes through another client: the credentials and the account of whoever wrote it,
 * what describes its connection or its own SDK, and this package's words to itself.
 */
const staying =
  /^(authorization|x-api-key|api-key|openai-(organization|project)|cookie|host|connection|content-(length|encoding)|transfer-encoding|accept-encoding|user-agent|x-stainless-.*|x-llm-balancer-.*)$/

/** The headers that go along, with lower-case names. */
export function travellingHeaders(headers: HeadersInit | undefined): Record<string, string> {
  return Object.fromEntries([...new Headers(headers)].filter(([name]) => !staying.test(name)))
}
