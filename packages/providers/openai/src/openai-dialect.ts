import type { Dialect } from '@llm-balancer/openai-compatible'
import { openaiLimitHeaders } from '@llm-balancer/provider'
import { openaiErrorRules } from './error-rules.ts'
import { refusedSettings } from './reasoning-models.ts'

/** OpenAI's own API. */
export const openaiDialect: Dialect = {
  provider: 'openai',
  baseURL: 'https://api.openai.com/v1',
  needsKey: true,
  rename: { max_tokens: 'max_completion_tokens' },
  refused: refusedSettings,
  endsWithDone: true,
  errorRules: openaiErrorRules,
  limitHeaders: openaiLimitHeaders,
}
