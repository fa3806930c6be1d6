export { azureOpenAI, azureOpenAIEmbedding } from './azure-openai.ts'
export type { AzureOpenAISettings } from './azure-openai-settings.ts'
