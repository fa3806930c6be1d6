import { asRecord, compact, parseJsonObject, toBase64 } from '@llm-balancer/provider'
import type { ChatResponse, Citation, Content, FinishReason, JsonRecord, Usage } from '@llm-balancer/provider'
import { isRefusal, pack, type AnswerContext } from '@llm-balancer/provider/answers'
import { carrying } from './carried-items.ts'

/** A whole answer in the form of Responses. */
export function responseAnswer(response: ChatResponse, context: AnswerContext): object {
  const { content, finishReason, usage, response: info } = response
  return {
    ...envelope(context, {
      id: info.id ?? context.newId('resp_'),
      model: info.modelId ?? asModel(context.body),
      createdAt: Math.floor((info.timestamp?.getTime() ?? context.now) / 1000),
    }),
    ...ending(finishReason),
    output: content.flatMap((part) => itemOf(part, context) ?? []),
    ...compact({ usage: responseUsage(usage) }),
  }
}

/** What the outer client asked for, which an answer repeats, and which answer it is. */
export function envelope(
  { body }: AnswerContext,
  { id, model, createdAt }: { readonly id: string; readonly model: string; readonly createdAt: number },
): object {
  const { effort = null, summary = null } = asRecord(body['reasoning'])
  return {
    id,
    object: 'response',
    created_at: createdAt,
    model,
    error: null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    metadata: body['metadata'] ?? {},
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort, summary },
    store: false,
    temperature: body['temperature'] ?? null,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: body['top_p'] ?? null,
    truncation: 'disabled',
  }
}

/** The name of the model in a request. */
export function asModel({ model }: JsonRecord): string {
  return typeof model === 'string' ? model : ''
}

/** Whether the answer is complete, and why not. */
export function ending({ unified }: FinishReason): {
  readonly status: 'completed' | 'incomplete'
  readonly incomplete_details: object | null
} {
  const reason =
    unified === 'length' ? 'max_output_tokens' : unified === 'content-filter' ? 'content_filter' : undefined
  if (reason === undefined) return { status: 'completed', incomplete_details: null }
  return { status: 'incomplete', incomplete_details: { reason } }
}

/** Tokens in the words of Responses; undefined when none are known. */
export function responseUsage({ inputTokens, outputTokens }: Usage): object | undefined {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return undefined
  const { total: input = 0, cacheRead = 0 } = inputTokens
  const { total: output = 0, reasoning = 0 } = outputTokens
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens_details: { reasoning_tokens: reasoning },
  }
}

/** The item for a part of an answer; undefined for a part that the API has none for. */
export function itemOf(part: Content, { newId }: AnswerContext): object | undefined {
  const { providerMetadata: metadata } = part
  switch (part.type) {
    case 'text':
      return messageItem(newId('msg_'), [textPart(part)], metadata)
    case 'reasoning':
      return thoughtItem(newId('rs_'), part.text, metadata)
    case 'tool-call':
      if (part.providerExecuted === true) return undefined
      return callItem(newId('fc_'), part, metadata)
    case 'file':
      if (part.data.type === 'url') return undefined
      return imageItem(newId('ig_'), toBase64(part.data.data))
    default:
      return undefined
  }
}

/** A text, or the refusal to answer. */
export function textPart({
  text,
  citations = [],
  providerMetadata,
}: Extract<Content, { readonly type: 'text' }>): object {
  if (isRefusal(providerMetadata)) return { type: 'refusal', refusal: text }
  return { type: 'output_text', text, annotations: citations.flatMap(annotationOf), logprobs: [] }
}

/** What a text cites; addresses only. */
export function annotationOf({ source, startIndex = 0, endIndex = 0 }: Citation): object[] {
  if (source.sourceType !== 'url') return []
  const { url, title = url } = source
  return [{ type: 'url_citation', start_index: startIndex, end_index: endIndex, url, title }]
}

type Metadata = Content['providerMetadata']

export function messageItem(id: string, content: readonly object[], metadata: Metadata): object {
  const carried = isRefusal(metadata) ? {} : carrying(metadata)
  return { type: 'message', id, role: 'assistant', status: 'completed', content, ...carried }
}

export function thoughtItem(id: string, text: string, metadata: Metadata): object {
  const summary = text === '' ? [] : [{ type: 'summary_text', text }]
  return {
    type: 'reasoning',
    id,
    summary,
    encrypted_content: metadata === undefined ? null : pack({ metadata }),
  }
}

export function callItem(
  id: string,
  {
    toolCallId,
    toolName,
    input,
  }: { readonly toolCallId: string; readonly toolName: string; readonly input: string },
  metadata: Metadata,
): object {
  const call = { call_id: toolCallId, name: toolName, arguments: input === '' ? '{}' : input }
  const isWhole = parseJsonObject(call.arguments) !== undefined
  return {
    type: 'function_call',
    id,
    status: isWhole ? 'completed' : 'incomplete',
    ...call,
    ...carrying(metadata),
  }
}

function imageItem(id: string, result: string): object {
  return { type: 'image_generation_call', id, status: 'completed', result }
}
