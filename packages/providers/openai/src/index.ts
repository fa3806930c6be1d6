export { openai, openaiEmbedding } from './openai.ts'
export type { OpenAISettings } from './openai-vendor.ts'
