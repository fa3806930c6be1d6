import { AIMessage, type ContentBlock } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import type { AttemptRecord } from '@llm-balancer/core'
import { parseJsonObject } from '@llm-balancer/provider'
import type { ChatResponse, Content } from '@llm-balancer/provider'
import { responseMetadata } from './response-metadata.ts'
import { annotationsOf, isOwnCall, textBlock, wholeBlock, withMetadata } from './to-blocks.ts'
import { toUsageMetadata, usageField } from './to-usage-metadata.ts'

/** A whole answer as LangChain has it. */
export function toChatResult(response: ChatResponse, attempts: readonly AttemptRecord[]): ChatResult {
  const { content, text, usage, response: info } = response
  const usageMetadata = toUsageMetadata(usage)
  const message = new AIMessage({
    content: contentOf(content),
    ...callsOf(content),
    ...(info.id === undefined ? {} : { id: info.id }),
    ...usageField(usageMetadata),
    response_metadata: responseMetadata({ ...response, info, attempts }),
  })
  const llmOutput =
    usageMetadata === undefined
      ? {}
      : {
          tokenUsage: {
            promptTokens: usageMetadata.input_tokens,
            completionTokens: usageMetadata.output_tokens,
            totalTokens: usageMetadata.total_tokens,
          },
        }
  return { generations: [{ text, message }], llmOutput }
}

/** Plain text and calls are what most readers expect; anything else of an answer makes its content a list of blocks. */
function contentOf(content: readonly Content[]): string | ContentBlock[] {
  const isPlain = content.every(
    (part) =>
      part.providerMetadata === undefined &&
      ((part.type === 'text' && part.citations === undefined) ||
        (part.type === 'tool-call' && part.providerExecuted !== true)),
  )
  if (isPlain) return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return content.flatMap((part) => {
    switch (part.type) {
      case 'text': {
        const { text, providerMetadata, citations } = part
        return {
          ...textBlock(text, providerMetadata),
          ...(citations && { annotations: annotationsOf(citations) }),
        }
      }
      case 'reasoning':
        return { type: 'reasoning', reasoning: part.text, ...withMetadata(part.providerMetadata) }
      default:
        return wholeBlock(part) ?? []
    }
  })
}

function callsOf(content: readonly Content[]): Pick<AIMessage, 'tool_calls' | 'invalid_tool_calls'> {
  const calls = content.filter((part) => part.type === 'tool-call').filter(isOwnCall)
  const read = calls.map(({ toolCallId: id, toolName: name, input }) => ({
    id,
    name,
    input,
    args: parseJsonObject(input === '' ? '{}' : input),
  }))
  return {
    tool_calls: read.flatMap(({ id, name, args }) =>
      args === undefined ? [] : [{ type: 'tool_call', id, name, args }],
    ),
    invalid_tool_calls: read.flatMap(({ id, name, args, input }) =>
      args === undefined
        ? [{ type: 'invalid_tool_call', id, name, args: input, error: 'the arguments are no JSON object' }]
        : [],
    ),
  }
}
