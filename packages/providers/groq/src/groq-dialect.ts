import { imagePart } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'
import { asRecord } from '@llm-balancer/provider'
import { groqErrorRules } from './error-rules.ts'
import { groqLimitHeaders } from './limit-headers.ts'

/** Groq's API, whatever the model. */
export const groqDialect: Dialect = {
  provider: 'groq',
  baseURL: 'https://api.groq.com/openai/v1',
  needsKey: true,
  // None of its models takes penalties yet.
  rename: { max_tokens: 'max_completion_tokens', presence_penalty: null, frequency_penalty: null },
  filePart: imagePart,
  reasoningInput: 'reasoning',
  // Every stream ends with its usage without being asked; in a whole answer `x_groq` counts only caches.
  streamUsage: false,
  usageOf: ({ usage, x_groq: own }) => usage ?? asRecord(own)['usage'],
  errorOf: ({ x_groq: own }) => asRecord(own)['error'],
  endsWithDone: true,
  errorRules: groqErrorRules,
  limitHeaders: groqLimitHeaders,
}
