export { azureOpenAI, azureOpenAIEmbedding, type AzureOpenAISettings } from './azure-openai.ts'
