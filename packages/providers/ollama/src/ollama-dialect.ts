import { imagePart } from '@llm-balancer/openai-compatible'
import type { Dialect } from '@llm-balancer/openai-compatible'

/**
 * Ollama's compatible API, on this machine unless told otherwise. The common error table knows its errors: a model that was
 * not pulled (404), a full queue (503).
 *
 * Source: https://docs.ollama.com/api/openai-compatibility (November 2026)
 */
export const ollamaDialect: Dialect = {
  provider: 'ollama',
  baseURL: 'http://127.0.0.1:11434/v1',
  efforts: { minimal: 'low', xhigh: 'max' },
  filePart: imagePart,
  reasoningInput: 'reasoning',
  endsWithDone: true,
  limitHeaders: [],
}
