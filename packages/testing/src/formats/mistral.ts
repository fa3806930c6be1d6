import { fitToolId } from '@llm-balancer/provider'
import type { LimitStatus, LimitStatuses } from '../limits.ts'
import { chatCompletions } from './chat-completions.ts'
import { mistralErrors } from './mistral-errors.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiModel, openaiModels, openaiRoute, type OpenAIApis } from './openai.ts'
import { bearerIn, below, recordsOf } from './read-body.ts'
import type { Problem, WireFormat } from './wire-format.ts'

const toolIds = { pattern: /^[a-zA-Z0-9]{9}$/, length: 9 }

const apis: OpenAIApis = {
  chat: chatCompletions({
    errors: mistralErrors,
    id: idOf,
    reasoning: (text) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }),
    toolCallId: (id) => fitToolId(id, toolIds),
    wholeToolCalls: true,
    usageChunk: false,
    last: (_, usage) => ({ usage }),
    refuses,
  }),
  embeddings: openaiEmbeddings({
    dimensionsField: 'output_dimension',
    fields: (number) => ({ answer: { id: idOf(number) }, usage: { completion_tokens: 0 } }),
  }),
}

/**
 * Mistral: OpenAI's chat completions without `stream_options`, ids of tool calls of nine letters and digits, thoughts in the
 * content. The official SDK has `/v1` in its paths.
 * Source: https://docs.mistral.ai/api
 */
export const mistral: WireFormat = {
  basePath: '/v1',
  route: (method, path, query) =>
    path.startsWith('/v1/') ? openaiRoute(`${method} ${below('/v1', path)}`, query, apis) : undefined,
  keyIn: bearerIn,
  error: mistralErrors.reply,
  headers: (number) => ({ 'mistral-correlation-id': `corr_fake_${number}` }),
  limitHeaders,
  models: openaiModels,
  model: openaiModel,
}

function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

/** What Mistral refuses that OpenAI takes. */
function refuses(body: Readonly<Record<string, unknown>>): Problem | undefined {
  if ('stream_options' in body) {
    return { problem: 'body.stream_options: Extra inputs are not permitted', status: 422 }
  }
  const messages = recordsOf(body['messages'])
  const ids = messages.flatMap((message) => [
    ...recordsOf(message['tool_calls']).map((call) => call['id']),
    ...('tool_call_id' in message ? [message['tool_call_id']] : []),
  ])
  const isWrong = ids.some((id) => typeof id !== 'string' || !toolIds.pattern.test(id))
  return isWrong ? { problem: 'Tool call ids must be a-z, A-Z, 0-9, with a length of 9.' } : undefined
}

function limitHeaders({ requests, tokens }: LimitStatuses): Record<string, string> {
  const unitHeaders = (unit: string, status: LimitStatus | undefined): Record<string, string> =>
    status === undefined
      ? {}
      : {
          [`x-ratelimit-limit-${unit}-minute`]: String(status.limit),
          [`x-ratelimit-remaining-${unit}-minute`]: String(Math.floor(status.remaining)),
        }
  return { ...unitHeaders('req', requests), ...unitHeaders('tokens', tokens) }
}
