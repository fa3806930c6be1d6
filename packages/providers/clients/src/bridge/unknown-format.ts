import type { IncomingRequest } from './bridged-request.ts'

/** Requests that the bridge does not read, by what they are of, or whose. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/\/publishers\/[^/]+\/models\/[^/]+:\w+$/, "Vertex AI to other vendors' models"],
  [/^\/v1\/(chat|generate|summarize)$/, "version 1 of Cohere's API"],
  [/\/model\/[^/]+\/(invoke|converse)[\w-]*$/, 'Bedrock'],
  [/^\/api\/(chat|generate|embed|embeddings)$/, "Ollama's own API"],
]

/**
 * Refuses requests whose format the bridge does not know: they would all go to one target, and no other could take over.
 *
 * @throws TypeError naming the format
 */
export function checkIsKnown({ method, path, pathname, format, body }: IncomingRequest): void {
  if (method !== 'POST') return
  if (format === 'google' && pathname.includes('/upload/'))
    throw new TypeError(
      "bridge: uploads of Google's API cannot be balanced; use a client of the target that shall have the file",
    )
  if (body === undefined) return
  if (pathname.endsWith(':streamGenerateContent') && !/[?&]alt=sse(&|$)/.test(path))
    throw new TypeError(
      'bridge: streams of Google\'s API are read as server-sent events only; ask for "alt=sse"',
    )
  const [, whose] = foreign.find(([pattern]) => pattern.test(pathname)) ?? []
  if (whose === undefined) return
  throw new TypeError(
    `bridge: requests of ${whose} cannot be balanced; known are those of the OpenAI, Anthropic, Google and Cohere SDKs`,
  )
}
