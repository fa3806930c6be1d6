import type {
  CallOptions,
  ChatModel,
  ChatRequest,
  ChatResponse,
  Content,
  StreamPart,
  Usage,
} from '@llm-balancer/provider'
import { plantedRequest } from './planted.ts'

/** An answer as the cases compare it, whether it came whole or as a stream. */
export type ReadAnswer = {
  readonly text: string
  readonly reasoning: string
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly input: string }[]
  readonly finish: { readonly unified: string; readonly raw: string | undefined }
  readonly usage: {
    readonly input: number | undefined
    readonly output: number | undefined
    readonly cacheRead: number | undefined
    readonly cacheWrite: number | undefined
    readonly reasoning: number | undefined
  }
}

/** How a call ended: with what it gave, or with what it threw. Of a stream `parts` are those that came before. */
export type AskOutcome = {
  readonly parts: readonly StreamPart[]
  readonly answer?: ReadAnswer
  readonly error?: unknown
}

/** The two ways to ask a model. */
export type Way = 'generate' | 'stream'

/** Asks in one of the two ways; the usual question, unless another is given. */
export async function askModel(
  model: ChatModel,
  way: Way,
  { request = plantedRequest, ...options }: CallOptions & { readonly request?: ChatRequest } = {},
): Promise<AskOutcome> {
  const parts: StreamPart[] = []
  try {
    if (way === 'generate') return { parts, answer: answerOfResponse(await model.generate(request, options)) }
    for await (const part of model.stream(request, options)) parts.push(part)
    return { parts, answer: answerOfParts(parts) }
  } catch (error) {
    return { parts, error }
  }
}

/** What a whole response says. */
function answerOfResponse({ content, finishReason, usage }: ChatResponse): ReadAnswer {
  const textOf = (type: 'text' | 'reasoning'): string =>
    content.map((part) => (part.type === type ? part.text : '')).join('')
  return {
    text: textOf('text'),
    reasoning: textOf('reasoning'),
    toolCalls: toolCallsIn(content),
    finish: { unified: finishReason.unified, raw: finishReason.raw },
    usage: flatUsage(usage),
  }
}

/** What the parts of a stream that ended say. */
function answerOfParts(parts: readonly StreamPart[]): ReadAnswer {
  const finish = parts.find((part) => part.type === 'finish')
  return {
    text: textSoFar(parts),
    reasoning: parts.map((part) => (part.type === 'reasoning-delta' ? part.delta : '')).join(''),
    toolCalls: toolCallsIn(parts),
    finish: { unified: finish?.finishReason.unified ?? 'none', raw: finish?.finishReason.raw },
    usage: flatUsage(finish?.usage),
  }
}

/** The text that has come. */
export function textSoFar(parts: readonly StreamPart[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.delta : '')).join('')
}

/** The calls that the caller has to answer; tools that the vendor runs itself are left out. */
function toolCallsIn(parts: readonly (Content | StreamPart)[]): ReadAnswer['toolCalls'] {
  return parts
    .filter((part) => part.type === 'tool-call')
    .filter(({ providerExecuted }) => providerExecuted !== true)
    .map(({ toolCallId, toolName, input }) => ({ id: toolCallId, name: toolName, input }))
}

function flatUsage(usage: Usage | undefined): ReadAnswer['usage'] {
  return {
    input: usage?.inputTokens.total,
    output: usage?.outputTokens.total,
    cacheRead: usage?.inputTokens.cacheRead,
    cacheWrite: usage?.inputTokens.cacheWrite,
    reasoning: usage?.outputTokens.reasoning,
  }
}
