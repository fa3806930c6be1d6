import type { Dialect } from '@llm-balancer/openai-compatible'
import { fitToolId } from '@llm-balancer/provider'
import { mistralErrorRules } from './error-rules.ts'
import { mistralLimitHeaders } from './limit-headers.ts'
import { mistralFilePart } from './mistral-file-part.ts'

/** Mistral's API. */
export const mistralDialect: Dialect = {
  provider: 'mistral',
  baseURL: 'https://api.mistral.ai/v1',
  needsKey: true,
  rename: { seed: 'random_seed' },
  efforts: { max: 'xhigh' },
  anyTool: 'any',
  filePart: mistralFilePart,
  filesInToolResults: true,
  reasoningInput: 'content',
  prefill: { prefix: true },
  // The last chunk has the usage; asking for it is a 422.
  streamUsage: false,
  endsWithDone: true,
  toolCallId: (id) => fitToolId(id, { pattern: /^[A-Za-z0-9]{9}$/, length: 9 }),
  embeddingDimensions: 'output_dimension',
  // One more is refused with "too many inputs in request".
  maxEmbeddingsPerCall: 256,
  errorRules: mistralErrorRules,
  limitHeaders: mistralLimitHeaders,
}
