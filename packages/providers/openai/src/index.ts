export { openai, openaiEmbedding, type OpenAISettings } from './openai.ts'
