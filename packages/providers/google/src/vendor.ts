import type { Vendor } from '@llm-balancer/provider'
import { googleEmbedding } from './google-embedding.ts'
import { ownSettings } from './google-settings.ts'
import type { GoogleSettings } from './google-settings.ts'
import { google } from './google.ts'

/** Google, as it declares itself. */
export const vendor: Vendor<'google', GoogleSettings> = {
  type: 'google',
  aliases: ['gemini'],
  label: 'Google',
  environment: {
    name: 'gemini',
    variables: {
      apiKey: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
      model: ['GEMINI_MODEL'],
    },
    defaultModel: 'gemini-flash-latest',
  },
  settings: ownSettings,
  rules: [{ when: { vertex: true }, oneOf: ['baseURL'] }],
  limitHeaders: [],
  clientHosts: [],
  chat: google,
  embedding: ({ vertex: _, ...settings }) => googleEmbedding(settings),
}
