import type { LimitStatuses } from '../limits.ts'
import { chatCompletions } from './chat-completions.ts'
import { wholeSeconds } from './error-table.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'
import { openaiModel, openaiRoute, type OpenAIApis } from './openai.ts'
import { bearerIn, below } from './read-body.ts'
import { togetherErrors } from './together-errors.ts'
import type { WireFormat } from './wire-format.ts'

const apis: OpenAIApis = {
  chat: chatCompletions({
    errors: togetherErrors,
    id: (number) => `oFake-${number}`,
    reasoning: (text) => ({ reasoning: text }),
    usage: ({ usage: { inputTokens, outputTokens, cacheReadTokens } }) => ({
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      cached_tokens: cacheReadTokens,
    }),
    usageChunk: false,
    last: (_, usage) => ({ usage }),
  }),
  embeddings: openaiEmbeddings({ usage: false }),
}

/**
 * Together: OpenAI's chat completions, with the usage in a stream's last chunk.
 * Source: https://docs.together.ai/reference
 */
export const together: WireFormat = {
  basePath: '/v1',
  route: (method, path, query) =>
    path.startsWith('/v1/') ? openaiRoute(`${method} ${below('/v1', path)}`, query, apis) : undefined,
  keyIn: bearerIn,
  error: togetherErrors.reply,
  headers: (number) => ({ 'x-request-id': `oFake-${number}` }),
  limitHeaders,
  models: (ids) => ids.map(openaiModel),
  model: openaiModel,
}

/** Together tells its limits per second: what is left of the fake's minute, but no more than a second's share. */
function limitHeaders({ requests, tokens }: LimitStatuses): Record<string, string> {
  const perSecond = (limit: number): number => Math.ceil(limit / 60)
  const left = (limit: number, remaining: number): string =>
    String(Math.min(perSecond(limit), Math.floor(remaining)))
  return {
    ...(requests !== undefined && {
      'x-ratelimit-limit': String(perSecond(requests.limit)),
      'x-ratelimit-remaining': left(requests.limit, requests.remaining),
      'x-ratelimit-reset': wholeSeconds(requests.resetMs),
    }),
    ...(tokens !== undefined && {
      'x-tokenlimit-limit': String(perSecond(tokens.limit)),
      'x-tokenlimit-remaining': left(tokens.limit, tokens.remaining),
    }),
  }
}
