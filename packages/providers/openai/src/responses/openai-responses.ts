import {
  checkBoolean,
  createChatModel,
  createModelClient,
  oneOf,
  readModelSettings,
} from '@llm-balancer/provider'
import type { ChatModel, ErrorRule, OptionTable, OwnSettings } from '@llm-balancer/provider'
import { openaiVendor, ownSettings as vendorSettings } from '../openai-vendor.ts'
import type { OpenAISettings } from '../openai-vendor.ts'
import { buildBody } from './request/build-body.ts'
import { ResponseReader } from './response/response-reader.ts'
import { toResponse } from './response/to-response.ts'

/** What the code of a failed response, which has no status, means. */
const badInput: ErrorRule = {
  code: /image(?!_gen|\w*_policy)|^data_residency_mismatch$/,
  kind: 'bad-request',
}

const summaries = ['auto', 'concise', 'detailed'] as const

/** Settings of an OpenAI model behind the Responses API. */
export interface OpenAIResponsesSettings extends OpenAISettings {
  /**
   * Asks models that reason for a summary. Some models give one to verified organizations only.
   *
   * @default none
   */
  readonly reasoningSummary?: (typeof summaries)[number] | undefined
  /**
   * Streams are made in the background, so that the rest of one that breaks can be had (`onInterrupted: 'continue'`). OpenAI then stores
   * them, and begins them later. A call with `store: false` among its own options is not.
   *
   * @default false
   */
  readonly background?: boolean | undefined
}

const ownSettings: OptionTable<OwnSettings<OpenAIResponsesSettings>> = {
  ...vendorSettings,
  reasoningSummary: [oneOf(...summaries)],
  background: [checkBoolean],
}

/**
 * A chat model of OpenAI, over its Responses API (https://developers.openai.com/api/reference/resources/responses). Nothing
 * is stored at OpenAI unless asked for, so that the next turn may go to any key.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function openaiResponses(given: OpenAIResponsesSettings): ChatModel {
  const checked = readModelSettings<OpenAIResponsesSettings>('openai', given, ownSettings)
  const { organization: _, project: __, reasoningSummary, background, ...settings } = checked
  const { provider, ...endpoint } = openaiVendor(checked)
  const http = createModelClient({ ...endpoint, provider, errorRules: [badInput] }, settings)
  const { model: modelId } = settings
  return createChatModel({
    provider,
    modelId,
    http,
    path: () => '/responses',
    body: (request, stream) => buildBody(request, { modelId, reasoningSummary, background, stream }),
    read: (answer) => toResponse(http, answer),
    reader: (answer, options, emit) => new ResponseReader({ http, answer, options, emit }),
    probePath: '/models',
  })
}
