import type { ChatResponse, FinishReason, Usage } from '../chat/chat-response.ts'
import type { Citation, Content } from '../chat/content.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import { compact } from '../read/compact.ts'
import type { JsonRecord } from '../read/json-record.ts'
import { pack } from './carried.ts'
import type { AnswerContext } from './event-writer.ts'
import { fileUrl } from './file-url.ts'

const finishes: Readonly<Record<FinishReason['unified'], string>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
  error: 'stop',
  interrupted: 'stop',
  other: 'stop',
}

/** A whole answer in the form of chat completions. */
export function chatAnswer(response: ChatResponse, context: AnswerContext): object {
  const { content, finishReason, usage, response: info } = response
  const message = messageOf(content)
  context.keep(message)
  return {
    id: info.id ?? context.newId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor((info.timestamp?.getTime() ?? context.now) / 1000),
    model: info.modelId ?? context.body['model'] ?? '',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(finishReason) }],
    ...compact({ usage: chatUsage(usage) }),
  }
}

/** The finish reason in OpenAI's words. */
export function finishOf({ unified }: FinishReason): string {
  return finishes[unified]
}

/** Tokens in OpenAI's words; undefined when none are known. */
export function chatUsage({ inputTokens, outputTokens }: Usage): object | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined
  const { total: input = 0, cacheRead = 0 } = inputTokens
  const { total: output = 0, reasoning = 0 } = outputTokens
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cacheRead },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}

/** An answer as a message. */
export function messageOf(content: readonly Content[]): JsonRecord {
  const texts = content.filter((part) => part.type === 'text')
  const said = texts.filter((part) => !isRefusal(part.providerMetadata))
  const refused = texts.filter((part) => isRefusal(part.providerMetadata))
  const thoughts = content.filter((part) => part.type === 'reasoning')
  const calls = content
    .filter((part) => part.type === 'tool-call')
    .filter((part) => part.providerExecuted !== true)
  const images = content.flatMap((part) => imageOf(part) ?? [])
  const joined = (parts: readonly { readonly text: string }[]): string =>
    parts.map(({ text }) => text).join('')
  return {
    role: 'assistant',
    content: said.length === 0 && (calls.length > 0 || refused.length > 0) ? null : joined(said),
    refusal: refused.length === 0 ? null : joined(refused),
    ...(thoughts.length === 0 ? {} : { reasoning_content: joined(thoughts) }),
    ...annotated(said.flatMap(({ citations = [] }) => citations)),
    ...(images.length === 0 ? {} : { images }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ toolCallId: id, toolName: name, input, providerMetadata }) => ({
            id,
            type: 'function',
            function: { name, arguments: input },
            ...carriedCall(providerMetadata),
          })),
        }),
    ...carriedMessage(content),
  }
}

/** True for the metadata of a text by which the model refuses to answer. */
export function isRefusal(metadata: ProviderMetadata | undefined): boolean {
  return Object.values(metadata ?? {}).some((own) => own['refusal'] === true)
}

/** What a text cites, as OpenAI has it; addresses only. */
export function annotated(citations: readonly Citation[]): { readonly annotations?: readonly object[] } {
  const annotations = citations.flatMap(({ source, startIndex = 0, endIndex = 0 }) =>
    source.sourceType === 'url'
      ? [
          {
            type: 'url_citation',
            url_citation: {
              start_index: startIndex,
              end_index: endIndex,
              url: source.url,
              title: source.title ?? source.url,
            },
          },
        ]
      : [],
  )
  return annotations.length === 0 ? {} : { annotations }
}

/** An image that the model made, in the form that routers of models have for it. */
export function imageOf(part: Content): object | undefined {
  return part.type === 'file' ? { type: 'image_url', image_url: { url: fileUrl(part) } } : undefined
}

/** What the vendor wants back of a call. */
export function carriedCall(metadata: ProviderMetadata | undefined): { readonly extra_content?: object } {
  return metadata === undefined ? {} : { extra_content: { llm_balancer: pack({ metadata }) } }
}

/** What vendors want back of thoughts and texts. */
export function carriedMessage(content: readonly Content[]): { readonly extra_content?: object } {
  const all = content.flatMap((part) => {
    if (part.providerMetadata === undefined || isRefusal(part.providerMetadata)) return []
    const { providerMetadata: metadata } = part
    if (part.type === 'reasoning') return { type: 'reasoning', text: part.text, metadata: pack({ metadata }) }
    return part.type === 'text' ? pack({ metadata, of: 'text' }) : []
  })
  return all.length === 0 ? {} : { extra_content: { llm_balancer: all } }
}
