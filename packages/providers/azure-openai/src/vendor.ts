import { openaiBooking, openaiLimitHeaders } from '@llm-balancer/openai-compatible'
import type { Vendor } from '@llm-balancer/provider'
import { ownSettings } from './azure-openai-settings.ts'
import type { AzureOpenAISettings } from './azure-openai-settings.ts'
import { azureOpenAI, azureOpenAIEmbedding } from './azure-openai.ts'

/** Azure OpenAI, as it declares itself. */
export const vendor: Vendor<'azure-openai', AzureOpenAISettings> = {
  type: 'azure-openai',
  label: 'Azure OpenAI',
  environment: {
    variables: {
      apiKey: ['AZURE_OPENAI_API_KEY'],
      model: ['AZURE_OPENAI_DEPLOYMENT'],
      baseURL: ['AZURE_OPENAI_ENDPOINT'],
      apiVersion: ['OPENAI_API_VERSION'],
    },
    required: ['apiKey', 'baseURL'],
  },
  settings: ownSettings,
  rules: [{ oneOf: ['resource', 'baseURL'] }],
  limitHeaders: openaiLimitHeaders,
  booking: openaiBooking,
  aiSdkNames: ['azure'],
  chat: azureOpenAI,
  // `deployment` names that of the chat model; an embedding model is named by `model`.
  embedding: ({ deployment: _, ...settings }) => azureOpenAIEmbedding(settings),
}
