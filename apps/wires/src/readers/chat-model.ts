import { collect, ProviderError, type ChatModel, type ChatResponse } from '@llm-balancer/provider'
import type { Reading } from '../reading.ts'
import { callOf, type Wire } from '../wire.ts'

const request = { messages: [{ role: 'user', content: 'Hello' }] } as const

/** What a chat model makes of a wire, asked in the way in which the wire came. */
export async function readModel(model: ChatModel, { stream }: Wire): Promise<Reading> {
  try {
    return readingOf(await (stream ? collect(model.stream(request)) : model.generate(request)))
  } catch (error) {
    return ProviderError.isInstance(error)
      ? { failure: error.kind, scope: error.scope }
      : { failure: String(error) }
  }
}

function readingOf({ content, finishReason, usage }: ChatResponse): Reading {
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    calls: content.flatMap((part) =>
      part.type === 'tool-call' && part.providerExecuted !== true
        ? [callOf({ name: part.toolName, input: part.input })]
        : [],
    ),
    finish: finishReason.unified,
    usage: { input: usage.inputTokens.total, output: usage.outputTokens.total },
  }
}
