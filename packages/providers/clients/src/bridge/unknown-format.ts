import type { IncomingRequest } from './bridged-request.ts'

/** Requests to models in formats that the bridge does not read, by whose they are. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/\/models\/[^/]+:\w+$/, "Google's or Vertex AI's API"],
  [/^\/(v2\/\w+|chat|generate|classify|tokenize|detokenize|summarize)$/, "Cohere's API"],
  [/\/model\/[^/]+\/(invoke|converse)[\w-]*$/, 'Bedrock'],
  [/^\/api\/(chat|generate|embed|embeddings)$/, "Ollama's own API"],
]

/**
 * Refuses requests whose format the bridge does not know: they would all go to one target, and no other could take over.
 *
 * @throws TypeError naming the format
 */
export function checkIsKnown({ method, pathname, body }: IncomingRequest): void {
  if (method !== 'POST' || body === undefined) return
  const [, whose] = foreign.find(([path]) => path.test(pathname)) ?? []
  if (whose === undefined) return
  throw new TypeError(
    `bridge: requests of ${whose} cannot be balanced; use a client of the OpenAI or Anthropic SDK before the balancer`,
  )
}
