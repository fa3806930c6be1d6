export { openaiResponses, type OpenAIResponsesSettings } from './openai-responses.ts'
