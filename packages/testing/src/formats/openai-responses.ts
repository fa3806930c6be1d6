import { isJsonRecord } from '@llm-balancer/provider'
import type { Answer } from '../answer.ts'
import { blockEvents, typedFrame } from './frame.ts'
import { openaiErrors } from './openai-errors.ts'
import { seal } from '../seal.ts'
import { sentBack } from './openai-sent-back.ts'
import { fieldsOf } from './read-body.ts'
import type { ChatFormat, KeptId, Problem, Question, StreamEvents } from './wire-format.ts'

type Fields = Readonly<Record<string, unknown>>

/** An item of the output, and the events that write it. */
type Item = {
  readonly whole: Fields
  readonly opened: Fields
  /** Events between the item and its first delta. */
  readonly opening: readonly Event[]
  readonly deltas: readonly Event[]
  readonly closing: readonly Event[]
}

type Event = { readonly type: string; readonly [field: string]: unknown }

/**
 * OpenAI's Responses API.
 * Source: https://platform.openai.com/docs/api-reference/responses and its streaming page.
 */
export const openaiResponses: ChatFormat = {
  read,
  answer: (answer) => (answer.isBackground ? begun(answer, 'queued') : whole(answer)),
  stream,
  backgroundId: responseId,
  restAfter: (number) => ({
    ...openaiResponses,
    answer: whole,
    stream: (answer) => restOf(stream(answer), number),
  }),
  cancelled: (answer) => begun(answer, 'cancelled'),
  sentBack,
  kept,
  errorEvent(error) {
    const { code, message, param } = fieldsOf(fieldsOf(openaiErrors.body(error))['error'])
    return typedFrame({ type: 'error', code: code ?? 'server_error', message, param: param ?? null })
  },
}

function read(body: unknown): Question | Problem {
  if (!isJsonRecord(body)) return { problem: 'We could not parse the JSON body of your request.' }
  const { model, stream, store, include, background } = body
  if (typeof model !== 'string') return { problem: "Missing required parameter: 'model'." }
  if (typeof body['input'] !== 'string' && !Array.isArray(body['input'])) {
    return { problem: "Missing required parameter: 'input'." }
  }
  const isBackground = background === true
  if (isBackground && store === false) return { problem: "'background' requires 'store' to be true." }
  const isSealed = Array.isArray(include) && include.includes('reasoning.encrypted_content')
  const isKept = store !== false
  return { model, stream: stream === true, includeUsage: true, isKept, isSealed, isBackground }
}

/** A message may be sent back without its reasoning only where it is not kept. */
function kept(answer: Answer): KeptId[] {
  const [reasoning, ...others] = itemsOf(answer).map(({ whole }) => String(whole['id']))
  if (reasoning === undefined) return [{ id: responseId(answer) }]
  const needs = reasoning.startsWith('rs_') ? reasoning : undefined
  return [{ id: responseId(answer) }, { id: reasoning }, ...others.map((id) => ({ id, needs }))]
}

function stream(answer: Answer): StreamEvents {
  let sequence = 0
  const framed = (event: Event): string => typedFrame({ ...event, sequence_number: sequence++ })
  const queued = begun(answer, 'queued')
  const started = begun(answer, 'in_progress')
  const preamble = [
    framed({ type: 'response.created', response: answer.isBackground ? queued : started }),
    ...(answer.isBackground ? [framed({ type: 'response.queued', response: queued })] : []),
    framed({ type: 'response.in_progress', response: started }),
  ]
  const items = itemsOf(answer)
  const content = items.flatMap(({ whole, opened, opening, deltas, closing }, index) => {
    const place = (event: Event): string => framed({ ...event, output_index: index, item_id: whole['id'] })
    const item = (type: string, value: Fields): string => framed({ type, output_index: index, item: value })
    return blockEvents({
      start: [item('response.output_item.added', opened), ...opening.map(place)].join(''),
      deltas: deltas.map(place),
      end: [...closing.map(place), item('response.output_item.done', whole)].join(''),
    })
  })
  const last = whole(answer)
  const type = last['status'] === 'incomplete' ? 'response.incomplete' : 'response.completed'
  return { preamble, content, ending: [framed({ type, response: last })] }
}

/** The events with a greater number than this. */
function restOf({ preamble, content, ending }: StreamEvents, number: number): StreamEvents {
  const after = (texts: readonly string[]): string[] =>
    texts.flatMap((text) => text.match(/[^]+?\n\n/g) ?? []).filter((event) => numberOf(event) > number)
  return { preamble: after(preamble), content: after(content), ending: after(ending) }
}

function numberOf(event: string): number {
  const data: unknown = JSON.parse(event.slice(event.indexOf('data: ') + 'data: '.length))
  return Number(fieldsOf(data)['sequence_number'])
}

function whole(answer: Answer): Fields {
  return response(answer, { output: itemsOf(answer).map((item) => item.whole) })
}

/** An answer of which there is nothing yet, or nothing any more. */
function begun(answer: Answer, status: 'queued' | 'in_progress' | 'cancelled'): Fields {
  return response(answer, { status, output: [], usage: null })
}

function itemsOf(answer: Answer): Item[] {
  return [
    ...(answer.reasoning.length > 0 ? [reasoningItem(answer)] : []),
    ...(answer.text.length > 0 ? [messageItem(answer)] : []),
    ...answer.toolCalls.map(callItem),
  ]
}

function reasoningItem({ number, reasoning, account, isSealed }: Answer): Item {
  const id = `rs_fake_${number}`
  const sealed = isSealed ? { encrypted_content: seal(account, id) } : {}
  const part = { type: 'summary_text', text: reasoning.join('') }
  const place = { summary_index: 0 }
  return {
    whole: { id, type: 'reasoning', summary: [part], ...sealed },
    opened: { id, type: 'reasoning', summary: [] },
    opening: [{ type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } }],
    deltas: reasoning.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta })),
    closing: [
      { type: 'response.reasoning_summary_text.done', ...place, text: part.text },
      { type: 'response.reasoning_summary_part.done', ...place, part },
    ],
  }
}

function messageItem({ number, text }: Answer): Item {
  const message = { id: `msg_fake_${number}`, type: 'message', role: 'assistant' }
  const part = { type: 'output_text', annotations: [], logprobs: [], text: text.join('') }
  const place = { content_index: 0 }
  return {
    whole: { ...message, status: 'completed', content: [part] },
    opened: { ...message, status: 'in_progress', content: [] },
    opening: [{ type: 'response.content_part.added', ...place, part: { ...part, text: '' } }],
    deltas: text.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
    closing: [
      { type: 'response.output_text.done', ...place, text: part.text, logprobs: [] },
      { type: 'response.content_part.done', ...place, part },
    ],
  }
}

function callItem({ id, name, pieces }: Answer['toolCalls'][number]): Item {
  const call = { id: `fc_${id}`, type: 'function_call', call_id: id, name }
  const input = pieces.join('')
  return {
    whole: { ...call, status: 'completed', arguments: input },
    opened: { ...call, status: 'in_progress', arguments: '' },
    opening: [],
    deltas: pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', delta })),
    closing: [{ type: 'response.function_call_arguments.done', arguments: input }],
  }
}

function responseId({ number }: Answer): string {
  return `resp_fake_${number}`
}

function response(answer: Answer, fields: Fields): Fields {
  const reasons: Readonly<Record<string, string>> = {
    length: 'max_output_tokens',
    'content-filter': 'content_filter',
  }
  const reason = reasons[answer.finish]
  return {
    id: responseId(answer),
    object: 'response',
    ...(answer.isBackground ? { background: true } : {}),
    created_at: answer.createdAt,
    status: reason === undefined ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: null,
    metadata: {},
    model: answer.model,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    access_programs: null,
    usage: usage(answer),
    ...fields,
  }
}

function usage({ usage: { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } }: Answer): Fields {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  }
}
