import type { Answer, ReplyFinish } from '../answer.ts'
import type { LimitStanding, LimitStandings } from '../limits.ts'
import { isRecord } from './error-table.ts'
import { openAIError, openAIErrorBody } from './openai-errors.ts'
import type { Question, WireFormat } from './wire-format.ts'

const finishWords: Readonly<Record<ReplyFinish, string>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
}

/**
 * Chat completions as OpenAI and most compatible servers speak them.
 * Source: https://platform.openai.com/docs/api-reference/chat and its streaming page.
 */
export const openai: WireFormat = {
  basePath: '/v1',
  route(method, path) {
    if (method === 'POST' && path === '/v1/chat/completions') return 'chat'
    if (method === 'GET' && (path === '/v1/models' || path.startsWith('/v1/models/'))) return 'models'
    return undefined
  },
  keyIn: (headers) => /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1],
  read,
  answer: (answer) => ({
    ...envelope(answer, 'chat.completion'),
    choices: [
      { index: 0, message: message(answer), logprobs: null, finish_reason: finishWords[answer.finish] },
    ],
    usage: usage(answer),
  }),
  stream,
  error: openAIError,
  errorEvent: (error) => event(openAIErrorBody(error)),
  headers: (number) => ({ 'x-request-id': `req_fake_${number}` }),
  limitHeaders,
  models: (ids) => ({
    object: 'list',
    data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'fake' })),
  }),
}

function read(body: unknown): Question | string {
  if (!isRecord(body)) return 'We could not parse the JSON body of your request.'
  if (typeof body['model'] !== 'string') return 'you must provide a model parameter'
  if (!Array.isArray(body['messages'])) return "Missing required parameter: 'messages'."
  const options = body['stream_options']
  return {
    model: body['model'],
    stream: body['stream'] === true,
    includeUsage: isRecord(options) && options['include_usage'] === true,
  }
}

function message(answer: Answer): unknown {
  const calls = answer.toolCalls.map(({ id, name, pieces }) => ({
    id,
    type: 'function',
    function: { name, arguments: pieces.join('') },
  }))
  return {
    role: 'assistant',
    content: answer.text.length === 0 ? null : answer.text.join(''),
    refusal: null,
    ...(answer.reasoning.length > 0 && { reasoning_content: answer.reasoning.join('') }),
    ...(calls.length > 0 && { tool_calls: calls }),
  }
}

function stream(answer: Answer): ReturnType<WireFormat['stream']> {
  const common = envelope(answer, 'chat.completion.chunk')
  const noUsage = answer.includeUsage ? { usage: null } : {}
  const chunk = (delta: unknown, finish: string | null = null): string =>
    event({
      ...common,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...noUsage,
    })
  const calls = answer.toolCalls.flatMap(({ id, name, pieces }, index) => [
    chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
    ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
  ])
  const last = answer.includeUsage ? [event({ ...common, choices: [], usage: usage(answer) })] : []
  return {
    preamble: [chunk({ role: 'assistant', content: answer.text.length === 0 ? null : '', refusal: null })],
    content: [
      ...answer.reasoning.map((piece) => chunk({ reasoning_content: piece })),
      ...answer.text.map((piece) => chunk({ content: piece })),
      ...calls,
    ],
    ending: [chunk({}, finishWords[answer.finish]), ...last, 'data: [DONE]\n\n'],
  }
}

function envelope(answer: Answer, object: string): object {
  return { id: `chatcmpl-fake-${answer.number}`, object, created: answer.createdAt, model: answer.model }
}

function usage({ usage: tokens }: Answer): object {
  return {
    prompt_tokens: tokens.inputTokens,
    completion_tokens: tokens.outputTokens,
    total_tokens: tokens.inputTokens + tokens.outputTokens,
    prompt_tokens_details: { cached_tokens: tokens.cacheReadTokens },
    completion_tokens_details: { reasoning_tokens: tokens.reasoningTokens },
  }
}

function limitHeaders(standings: LimitStandings): Record<string, string> {
  const headers: Record<string, string> = {}
  const add = (unit: string, standing: LimitStanding | undefined): void => {
    if (standing === undefined) return
    headers[`x-ratelimit-limit-${unit}`] = String(standing.limit)
    headers[`x-ratelimit-remaining-${unit}`] = String(Math.floor(standing.remaining))
    headers[`x-ratelimit-reset-${unit}`] = duration(standing.resetMs)
  }
  add('requests', standings.requests)
  add('tokens', standings.tokens)
  return headers
}

/** A time as OpenAI writes it: `17ms`, `1.5s`, `6m0s`. */
function duration(milliseconds: number): string {
  const whole = Math.ceil(milliseconds)
  if (whole < 1_000) return `${whole}ms`
  const minutes = Math.floor(whole / 60_000)
  const seconds = `${(whole % 60_000) / 1_000}s`
  return minutes === 0 ? seconds : `${minutes}m${seconds}`
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`
}
