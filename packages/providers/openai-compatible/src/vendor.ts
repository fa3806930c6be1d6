import type { Vendor } from '@llm-balancer/provider'
import { openaiLimitHeaders } from './limit-headers.ts'
import { openaiCompatible, openaiCompatibleEmbedding, ownSettings } from './openai-compatible.ts'
import type { OpenAICompatibleSettings } from './openai-compatible.ts'

/** Any server that speaks OpenAI's chat completions. */
export const vendor: Vendor<'openai-compatible', OpenAICompatibleSettings> = {
  type: 'openai-compatible',
  label: 'OpenAI-compatible',
  settings: ownSettings,
  rules: [{ oneOf: ['baseURL'] }],
  limitHeaders: openaiLimitHeaders,
  aiSdkNames: [],
  clientHosts: [],
  chat: openaiCompatible,
  embedding: openaiCompatibleEmbedding,
}
