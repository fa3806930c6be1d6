import type { ChatResponse, FinishReason, Usage } from '../chat/chat-response.ts'
import type { Content } from '../chat/content.ts'
import { parseJsonObject } from '../read/json-record.ts'
import { pack } from './carried.ts'
import type { AnswerContext } from './event-writer.ts'

const stops: Readonly<Record<FinishReason['unified'], string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'refusal',
  'tool-calls': 'tool_use',
  error: 'end_turn',
  interrupted: 'end_turn',
  other: 'end_turn',
}

/** A whole answer as a message of Anthropic's. */
export function messageAnswer(response: ChatResponse, context: AnswerContext): object {
  const { content, finishReason, usage, response: info } = response
  return {
    id: info.id ?? context.newId('msg_'),
    type: 'message',
    role: 'assistant',
    model: info.modelId ?? context.body['model'] ?? '',
    content: content.flatMap(toBlocks),
    ...stopOf(finishReason),
    usage: messageUsage(usage),
  }
}

/** Why the message ended, in Anthropic's words. */
export function stopOf({ unified, raw }: FinishReason): {
  stop_reason: string
  stop_sequence: string | null
} {
  const isSequence = unified === 'stop' && raw === 'stop_sequence'
  return { stop_reason: isSequence ? 'stop_sequence' : stops[unified], stop_sequence: null }
}

/** Tokens in Anthropic's words, which counts those of caches by themselves. An unknown number is 0: the API has no other word. */
export function messageUsage({ inputTokens, outputTokens }: Usage): object {
  const { total = 0, cacheRead = 0, cacheWrite = 0, noCache } = inputTokens
  return {
    input_tokens: noCache ?? Math.max(0, total - cacheRead - cacheWrite),
    output_tokens: outputTokens.total ?? 0,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
  }
}

function toBlocks(part: Content): object[] {
  const { providerMetadata: metadata } = part
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text, citations: null }, ...carrier(metadata, 'text')]
    case 'reasoning':
      if (part.text === '') return carrier(metadata, undefined)
      return [
        {
          type: 'thinking',
          thinking: part.text,
          signature: metadata === undefined ? '' : pack({ metadata }),
        },
      ]
    case 'tool-call': {
      if (part.providerExecuted === true) return []
      const { toolCallId: id, toolName: name, input } = part
      const parsed = parseJsonObject(input)
      // A call that was cut off has no form here, and must not run with other arguments.
      if (parsed === undefined) return []
      const call = { type: 'tool_use', id, name, input: parsed }
      return [call, ...carrier(metadata, id)]
    }
    default:
      return []
  }
}

/** A block that holds what the vendor wants back of the part before it: clients have to send such blocks back unread. */
export function carrier(metadata: Content['providerMetadata'], of: string | undefined): object[] {
  return metadata === undefined ? [] : [{ type: 'redacted_thinking', data: pack({ metadata, of }) }]
}
