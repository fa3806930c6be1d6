import { openaiBooking, openaiLimitHeaders } from '@llm-balancer/openai-compatible'
import { checkBoolean, oneOf } from '@llm-balancer/provider'
import type { ChatModel, Vendor } from '@llm-balancer/provider'
import { ownSettings } from './openai-vendor.ts'
import type { OpenAISettings } from './openai-vendor.ts'
import { openai, openaiEmbedding } from './openai.ts'
import { openaiResponses } from './responses/openai-responses.ts'

/** Settings of an OpenAI model whose API is chosen by a word. */
export interface OpenAIEntrySettings extends OpenAISettings {
  /** Which of OpenAI's chat APIs is used. @default 'chat-completions' */
  readonly api?: 'chat-completions' | 'responses' | undefined
  /** With `responses`: streams are made in the background, so that the rest of one that breaks can be had. OpenAI stores them. @default false */
  readonly background?: boolean | undefined
}

const checkApi = oneOf('chat-completions', 'responses')

/** OpenAI, as it declares itself. */
export const vendor: Vendor<'openai', OpenAIEntrySettings> = {
  type: 'openai',
  label: 'OpenAI',
  environment: {
    variables: {
      apiKey: ['OPENAI_API_KEY'],
      model: ['OPENAI_MODEL'],
      baseURL: ['OPENAI_BASE_URL'],
      organization: ['OPENAI_ORG_ID'],
      project: ['OPENAI_PROJECT_ID'],
    },
    defaultModel: 'gpt-5.4-mini',
  },
  settings: { ...ownSettings, api: [checkApi], background: [checkBoolean] },
  rules: [{ when: { background: true }, oneOf: ['api'], value: 'responses' }],
  limitHeaders: openaiLimitHeaders,
  booking: openaiBooking,
  clientHosts: ['openai.com', 'azure.com'],
  chat: createChat,
  embedding: ({ api: _, background: __, ...settings }) => openaiEmbedding(settings),
}

function createChat({ api = 'chat-completions', background, ...settings }: OpenAIEntrySettings): ChatModel {
  checkApi('api', api, 'openai')
  if (api === 'responses') return openaiResponses({ ...settings, background })
  if (background === true) throw new TypeError(`openai: "background" is for answers of "api: 'responses'"`)
  return openai(settings)
}
