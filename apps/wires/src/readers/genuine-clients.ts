import type Anthropic from '@anthropic-ai/sdk'
import type { GenerateContentResponse, GoogleGenAI } from '@google/genai'
import type { CohereClientV2 } from 'cohere-ai'
import type OpenAI from 'openai'
import { callOf } from '../wire.ts'

/** What a genuine client gives its caller. */
export type Said = { readonly text: string; readonly calls: readonly string[]; readonly finish: string }

const messages = [{ role: 'user' as const, content: 'Hello' }]

/** The reasons of all vendors in the words of chat models. */
const reasons: Readonly<Record<string, string>> = {
  ...{ stop: 'stop', eos: 'stop', end_turn: 'stop', stop_sequence: 'stop', STOP: 'stop', COMPLETE: 'stop' },
  ...{ length: 'length', max_tokens: 'length', MAX_TOKENS: 'length', max_output_tokens: 'length' },
  ...{ model_context_window_exceeded: 'length', model_length: 'length' },
  ...{
    tool_calls: 'tool-calls',
    tool_use: 'tool-calls',
    TOOL_CALL: 'tool-calls',
    function_call: 'tool-calls',
  },
  ...{ content_filter: 'content-filter', SAFETY: 'content-filter', refusal: 'content-filter' },
}

function saidOf(text: string, calls: readonly string[], reason: unknown): Said {
  const finish = reasons[String(reason)] ?? String(reason)
  return { text, calls, finish: finish === 'stop' && calls.length > 0 ? 'tool-calls' : finish }
}

/** OpenAI's SDK, by its own helper for streams. */
export async function askChat({ chat }: OpenAI, stream: boolean): Promise<Said> {
  const question = { model: 'm', messages }
  const { choices } = stream
    ? await chat.completions
        .stream({ ...question, stream_options: { include_usage: true } })
        .finalChatCompletion()
    : await chat.completions.create(question)
  const [choice] = choices
  const message = (choice?.message ?? {}) as WrittenMessage
  const called = [...(message.tool_calls ?? []).map((call) => call.function), message.function_call]
  return saidOf(
    choice?.message.content ?? choice?.message.refusal ?? '',
    called.flatMap((one) => (isPresent(one) ? [callOf({ name: one.name, input: one.arguments })] : [])),
    choice?.finish_reason,
  )
}

/** A message as servers write it: not all say that a call is one of a function, and some give null for no calls. */
type WrittenMessage = {
  readonly tool_calls?: readonly { readonly id?: string; readonly function?: WrittenFunction | null }[] | null
  readonly function_call?: WrittenFunction | null
}
type WrittenFunction = { readonly name: string; readonly arguments: string }

function isPresent<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined
}

/** OpenAI's SDK over its Responses. */
export async function askResponses({ responses }: OpenAI, stream: boolean): Promise<Said> {
  const question = { model: 'm', input: 'Hello' }
  const { output, incomplete_details: incomplete } = stream
    ? await responses.stream(question).finalResponse()
    : await responses.create(question)
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []))
  const calls = output.flatMap((item) =>
    item.type === 'function_call' ? [callOf({ name: item.name, input: item.arguments })] : [],
  )
  const text = parts.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join('')
  return saidOf(text, calls, incomplete?.reason ?? 'stop')
}

/** Anthropic's SDK, by its own helper for streams. */
export async function askAnthropic({ messages: api }: Anthropic, stream: boolean): Promise<Said> {
  const question = { model: 'm', max_tokens: 100, messages }
  const { content, stop_reason: reason } = stream
    ? await api.stream(question).finalMessage()
    : await api.create(question)
  return saidOf(
    content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    content.flatMap((block) =>
      block.type === 'tool_use' ? [callOf({ name: block.name, input: block.input })] : [],
    ),
    reason,
  )
}

/** Google's SDK. */
export async function askGoogle({ models }: GoogleGenAI, stream: boolean): Promise<Said> {
  const question = { model: 'm', contents: 'Hello' }
  const chunks: GenerateContentResponse[] = []
  if (!stream) chunks.push(await models.generateContent(question))
  else for await (const chunk of await models.generateContentStream(question)) chunks.push(chunk)
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
  const reason = chunks.flatMap(({ candidates }) => candidates?.[0]?.finishReason ?? []).at(-1)
  return saidOf(
    parts.map(({ text = '', thought }) => (thought === true ? '' : text)).join(''),
    parts.flatMap(({ functionCall: call }) =>
      call === undefined ? [] : [callOf({ name: call.name ?? '', input: call.args ?? {} })],
    ),
    reason,
  )
}

/** Cohere's SDK, whose streams are events. */
export async function askCohere(client: CohereClientV2, stream: boolean): Promise<Said> {
  const question = { model: 'm', messages }
  if (!stream) {
    const { message, finishReason } = await client.chat(question)
    return saidOf(
      (message.content ?? []).map((block) => (block.type === 'text' ? block.text : '')).join(''),
      (message.toolCalls ?? []).map((call) =>
        callOf({ name: call.function?.name ?? '', input: call.function?.arguments ?? '' }),
      ),
      finishReason,
    )
  }
  let text = ''
  let reason: unknown
  const calls: { name: string; input: string }[] = []
  for await (const event of await client.chatStream(question)) {
    if (event.type === 'content-delta') text += event.delta?.message?.content?.text ?? ''
    const call =
      'delta' in event
        ? (event.delta as { message?: { toolCalls?: WrittenCall } }).message?.toolCalls
        : undefined
    if (event.type === 'tool-call-start') calls.push({ name: call?.function?.name ?? '', input: '' })
    const last = calls.at(-1)
    if (last !== undefined) last.input += call?.function?.arguments ?? ''
    if (event.type === 'message-end') reason = event.delta?.finishReason
  }
  return saidOf(text, calls.map(callOf), reason)
}

type WrittenCall = { readonly function?: { readonly name?: string; readonly arguments?: string } }
