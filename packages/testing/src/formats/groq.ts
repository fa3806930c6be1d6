import { chatCompletions } from './chat-completions.ts'
import { groqErrors } from './groq-errors.ts'
import { xRateLimitHeaders } from './openai-limits.ts'
import { openaiModel, openaiModels, openaiRoute } from './openai.ts'
import { bearerIn, below } from './read-body.ts'
import type { WireFormat } from './wire-format.ts'

const chat = chatCompletions({
  errors: groqErrors,
  fields: ({ number }) => ({ x_groq: { id: requestId(number) } }),
  reasoning: (text) => ({ reasoning: text }),
  wholeToolCalls: true,
  first: ({ number }) => ({ x_groq: { id: requestId(number) } }),
  last: ({ number }, usage) => ({ x_groq: { id: requestId(number), usage } }),
  errorEvent: 'error',
})

/**
 * Groq: OpenAI's chat completions, with the usage of a stream in `x_groq`. The official SDK has `/openai/v1` in its paths.
 * Source: https://console.groq.com/docs/api-reference
 */
export const groq: WireFormat = {
  basePath: '/openai/v1',
  route: (method, path, query) =>
    path.startsWith('/openai/v1/')
      ? openaiRoute(`${method} ${below('/openai/v1', path)}`, query, { chat })
      : undefined,
  keyIn: bearerIn,
  error: groqErrors.reply,
  headers: (number) => ({ 'x-request-id': requestId(number), 'x-groq-region': 'fake' }),
  // Groq's headers tell requests per day, which the fake does not limit, and tokens per minute.
  limitHeaders: ({ tokens }) => xRateLimitHeaders(tokens === undefined ? {} : { tokens }),
  models: openaiModels,
  model: openaiModel,
}

function requestId(number: number): string {
  return `req_fake_${number}`
}
