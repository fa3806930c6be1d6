import type { RunOptions } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import type { ChatRequest } from '@llm-balancer/provider'
import { estimateTokens } from '@llm-balancer/rate-limit'

/** What a call is expected to use. */
type ExpectedTokens = { input: number; output?: number; maxOutput?: number }

/** An image or another file, whose size in tokens differs from model to model. */
const tokensPerFile = 1000
/** What a vendor adds to each message. */
const tokensPerMessage = 4

/**
 * The tokens that a chat call is expected to use, for limits: its texts, estimated, and the longest answer that it allows. Limits
 * learn how long answers become. What the caller says wins. An estimate does not exclude a model: it is no larger than the
 * smallest context window.
 */
export function expectedTokensOf(
  request: ChatRequest,
  given: RunOptions['expectedTokens'],
  { smallestWindow }: { readonly smallestWindow: number },
): ExpectedTokens {
  const expected: ExpectedTokens = {
    input: given?.input ?? Math.min(tokensOfRequest(request), smallestWindow),
  }
  if (given?.output !== undefined) expected.output = given.output
  const maxOutput: unknown = given?.maxOutput ?? request.maxOutputTokens
  // A getter of the caller's may give something else than it gave when it was checked.
  if (typeof maxOutput === 'number' && maxOutput >= 0) expected.maxOutput = maxOutput
  return expected
}

/** The tokens of the texts, files and tools of a request, estimated. */
export function tokensOfRequest({ messages, tools = [] }: ChatRequest): number {
  let tokens = tools.length === 0 ? 0 : tokensOf(tools)
  for (const message of messages) tokens += tokensPerMessage + tokensOf(readProperty(message, 'content'))
  return tokens
}

/** The tokens of a text, of a list of parts, or of a part. */
function tokensOf(content: unknown): number {
  if (typeof content === 'string') return estimateTokens(content)
  if (Array.isArray(content)) return content.reduce((sum: number, part) => sum + tokensOf(part), 0)
  if (typeof content !== 'object' || content === null) return 0
  const type = readProperty(content, 'type')
  if (type === 'file' || type === 'reasoning-file') return tokensPerFile
  const text = readProperty(content, 'text')
  return typeof text === 'string' ? estimateTokens(text) : estimateTokens(jsonOf(content))
}

/** What cannot be written as JSON is refused by the adapter. */
function jsonOf(part: object): string {
  try {
    return JSON.stringify(part)
  } catch {
    return ''
  }
}
