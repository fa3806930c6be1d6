import { compact } from '@llm-balancer/provider'
import type { ChatRequest } from '@llm-balancer/provider'
import { warnOf } from './mapping.ts'
import type { Mapping } from './mapping.ts'
import type { MessagesBody } from './messages-body.ts'
import type { ModelTraits } from './model-traits.ts'

/** The fields of the body for sampling settings. */
export type SamplingFields = Pick<MessagesBody, 'temperature' | 'top_p' | 'top_k'>

/** Turns sampling settings into fields of the body, as far as API version, model and thinking allow. */
export function toSampling(
  { temperature, topP, topK }: ChatRequest,
  model: { readonly traits: ModelTraits; readonly thinks: boolean },
  { version, warn }: Mapping,
): SamplingFields {
  const { traits, thinks } = model
  if (version >= firstWithoutSampling || thinks || !traits.sampling) {
    warnOf({ temperature, topP, topK }, warn, 'not with this model, API version or reasoning')
    return {}
  }
  const isDoubled = temperature !== undefined && topP !== undefined && !traits.samplingTogether
  if (isDoubled) warn('topP', 'not together with temperature')
  if (temperature !== undefined && temperature > 1) warn('temperature', 'cut to 1')
  return compact({
    temperature: temperature === undefined ? undefined : Math.min(temperature, 1),
    top_p: isDoubled ? undefined : topP,
    top_k: topK,
  })
}

/** From this API version on sampling settings are refused, whatever the model. */
const firstWithoutSampling = '2026-10-21'
