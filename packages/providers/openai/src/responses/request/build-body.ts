import { collectWarnings, compact } from '@llm-balancer/provider'
import type { ChatRequest, Warning } from '@llm-balancer/provider'
import { isReasoningModel } from '../../reasoning-models.ts'
import { ownOf } from './mapping.ts'
import type { ResponsesBody } from './responses-body.ts'
import { toInput } from './to-input.ts'
import { toSettings } from './to-settings.ts'
import type { SettingsContext } from './to-settings.ts'
import { toFormat, toTools } from './to-tools.ts'

/** What a body depends on beside the request. */
export type BodySettings = Pick<SettingsContext, 'modelId' | 'reasoningSummary'> & {
  /** True for streams that are made in the background, unless the request says otherwise. */
  readonly background?: boolean | undefined
  readonly stream: boolean
}

/**
 * Turns a request into the body of a Responses API call. `providerOptions.openai` overrides its fields, verbatim. By default
 * nothing is stored, and reasoning comes encrypted: see docs/decisions/0016.
 */
export function buildBody(
  request: ChatRequest,
  { modelId, reasoningSummary, background, stream }: BodySettings,
): { readonly body: ResponsesBody; readonly warnings: Warning[] } {
  const { warnings, warn } = collectWarnings()
  const { background: asked, ...own } = ownOf(request)
  const usual = background === true && own['store'] !== false ? true : undefined
  const wanted = asked === undefined ? usual : asked === true
  const inBackground = stream ? wanted : undefined
  if (!stream && asked === true) warn('background', 'only streams are made in the background')
  const stored = own['store'] === true
  const mapping = { modelId, stored, warn }
  const body: ResponsesBody = {
    ...compact({
      model: modelId,
      input: toInput(request.messages, mapping),
      // What is made in the background has to be stored.
      store: inBackground === true,
      background: inBackground,
      // A model that does not reason refuses it with a 400.
      include: isReasoningModel(modelId) && !stored ? [encryptedReasoning] : undefined,
      text: toFormat(request.responseFormat),
      stream: stream ? true : undefined,
    }),
    ...toSettings(request, { modelId, reasoningSummary, own, warnings, warn }),
    ...toTools(request, mapping),
    ...own,
  }
  return { body, warnings }
}

const encryptedReasoning = 'reasoning.encrypted_content' as const
