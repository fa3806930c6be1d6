import { isJsonRecord } from '@llm-balancer/provider'
import type { Answer, ReplyFinish } from '../answer.ts'
import type { LimitStatus, LimitStatuses } from '../limits.ts'
import { anthropicErrors } from './anthropic-errors.ts'
import { blockEvents, typedFrame } from './frame.ts'
import { seal } from '../seal.ts'
import { sentBack } from './anthropic-sent-back.ts'
import { bearerIn, below, fieldsOf, modelIn } from './read-body.ts'
import type { ChatFormat, Problem, Question, StreamEvents, WireFormat } from './wire-format.ts'

const finishWords: Readonly<Record<ReplyFinish, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'content-filter': 'refusal',
  'tool-calls': 'tool_use',
}

/**
 * Anthropic's Messages API. The official SDK's base URL has no `/v1`; paths with and without it are understood.
 * Source: https://platform.claude.com/docs/en/api/messages and its streaming page.
 */
export const anthropic: WireFormat = {
  basePath: '',
  sharesSignatures: true,
  route(method, path) {
    const place = below('/v1', path)
    if (method === 'POST' && place === '/messages') return { type: 'chat', api: messages }
    if (method === 'POST' && place === '/messages/count_tokens')
      return { type: 'tokens', answer: countTokens }
    const id = method === 'GET' ? modelIn(place) : undefined
    return id === undefined ? undefined : { type: 'models', id }
  },
  keyIn: (headers) => headers['x-api-key'] ?? bearerIn(headers),
  error: anthropicErrors.reply,
  headers: (number) => ({ 'request-id': `req_fake_${number}` }),
  limitHeaders,
  models: (ids) => ({
    data: ids.map(model),
    has_more: false,
    first_id: ids[0] ?? null,
    last_id: ids.at(-1) ?? null,
  }),
  model,
}

const messages: ChatFormat = {
  read,
  answer: (answer) => ({
    ...envelope(answer, answer.usage),
    content: blocks(answer).map(({ whole }) => whole),
    stop_reason: finishWords[answer.finish],
  }),
  stream,
  sentBack,
  errorEvent: (error) => typedFrame({ type: 'error', ...fieldsOf(anthropicErrors.body(error)) }),
}

function countTokens(tokens: number): unknown {
  return { input_tokens: tokens }
}

function model(id: string): unknown {
  return { type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' }
}

function read(body: unknown): Question | Problem {
  if (!isJsonRecord(body)) return { problem: 'The request body is not valid JSON' }
  if (typeof body['model'] !== 'string') return { problem: 'model: Field required' }
  if (!Array.isArray(body['messages'])) return { problem: 'messages: Field required' }
  if (typeof body['max_tokens'] !== 'number') return { problem: 'max_tokens: Field required' }
  return { model: body['model'], stream: body['stream'] === true, includeUsage: true }
}

type Block = {
  readonly whole: unknown
  readonly start: unknown
  readonly deltas: readonly unknown[]
  /** Sent after the deltas, with the end of the block. */
  readonly last: readonly unknown[]
}

function blocks(answer: Answer): Block[] {
  const found: Block[] = []
  if (answer.reasoning.length > 0) {
    const signature = seal(answer.account, 'thinking')
    found.push({
      whole: { type: 'thinking', thinking: answer.reasoning.join(''), signature },
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: answer.reasoning.map((thinking) => ({ type: 'thinking_delta', thinking })),
      last: [{ type: 'signature_delta', signature }],
    })
  }
  if (answer.text.length > 0) {
    found.push({
      whole: { type: 'text', text: answer.text.join(''), citations: null },
      start: { type: 'text', text: '', citations: null },
      deltas: answer.text.map((text) => ({ type: 'text_delta', text })),
      last: [],
    })
  }
  for (const { id, name, input, pieces } of answer.toolCalls) {
    found.push({
      whole: { type: 'tool_use', id, name, input: typeof input === 'string' ? parsed(input) : input },
      start: { type: 'tool_use', id, name, input: {} },
      deltas: pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
      last: [],
    })
  }
  return found
}

function stream(answer: Answer): StreamEvents {
  const content = blocks(answer).flatMap(({ start, deltas, last }, index) => {
    const delta = (piece: unknown): string => typedFrame({ type: 'content_block_delta', index, delta: piece })
    return blockEvents({
      start: typedFrame({ type: 'content_block_start', index, content_block: start }),
      deltas: deltas.map(delta),
      end: [...last.map(delta), typedFrame({ type: 'content_block_stop', index })].join(''),
    })
  })
  const delta = { stop_reason: finishWords[answer.finish], stop_sequence: null }
  return {
    preamble: [
      typedFrame({ type: 'message_start', message: { ...envelope(answer, atStart), content: [] } }),
      typedFrame({ type: 'ping' }),
    ],
    content,
    ending: [
      typedFrame({
        type: 'message_delta',
        delta,
        usage: {
          output_tokens: answer.usage.outputTokens,
          output_tokens_details: { thinking_tokens: answer.usage.reasoningTokens },
        },
      }),
      typedFrame({ type: 'message_stop' }),
    ],
  }
}

/** What a stream has used when it begins. */
const atStart: Written = { outputTokens: 1, reasoningTokens: 0 }

type Written = Pick<Answer['usage'], 'outputTokens' | 'reasoningTokens'>

function envelope(answer: Answer, { outputTokens, reasoningTokens }: Written): object {
  const { inputTokens, cacheReadTokens } = answer.usage
  return {
    id: `msg_fake_${answer.number}`,
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens - cacheReadTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: cacheReadTokens,
      output_tokens: outputTokens,
      output_tokens_details: { thinking_tokens: reasoningTokens },
    },
  }
}

function limitHeaders(statuses: LimitStatuses, now: number): Record<string, string> {
  const headers: Record<string, string> = {}
  const add = (unit: string, status: LimitStatus | undefined): void => {
    if (status === undefined) return
    const resetAt = new Date(Math.ceil((now + status.resetMs) / 1_000) * 1_000)
    headers[`anthropic-ratelimit-${unit}-limit`] = String(status.limit)
    headers[`anthropic-ratelimit-${unit}-remaining`] = String(Math.floor(status.remaining))
    headers[`anthropic-ratelimit-${unit}-reset`] = resetAt.toISOString().replace('.000Z', 'Z')
  }
  add('requests', statuses.requests)
  add('tokens', statuses.tokens)
  return headers
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}
