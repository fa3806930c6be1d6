import type { Dialect } from '@llm-balancer/openai-compatible'
import { togetherErrorRules } from './error-rules.ts'
import { togetherLimitHeaders } from './limit-headers.ts'
import { togetherFilePart } from './together-file-part.ts'

/** Together's API. */
export const togetherDialect: Dialect = {
  provider: 'together',
  baseURL: 'https://api.together.xyz/v1',
  needsKey: true,
  rename: { top_k: 'top_k' },
  efforts: { none: { reasoning: { enabled: false } }, minimal: 'low', xhigh: 'high', max: 'high' },
  filePart: togetherFilePart,
  reasoningInput: 'reasoning',
  // The last chunk has the usage without being asked.
  streamUsage: false,
  endsWithDone: true,
  embeddingDimensions: null,
  errorRules: togetherErrorRules,
  limitHeaders: togetherLimitHeaders,
}
