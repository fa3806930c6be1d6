import { asRecord, compact, pickSettings } from '@llm-balancer/provider'
import type { ChatRequest, JsonObject, JsonValue, Warn, Warning } from '@llm-balancer/provider'
import { effortsOf, isReasoningModel, refusedSettings } from '../../reasoning-models.ts'

const names = {
  maxOutputTokens: 'max_output_tokens',
  temperature: 'temperature',
  topP: 'top_p',
  reasoning: 'reasoning_effort',
}

/** What {@link toSettings} needs. */
export type SettingsContext = {
  readonly modelId: string
  readonly reasoningSummary: 'auto' | 'concise' | 'detailed' | undefined
  /** The request's options for OpenAI. */
  readonly own: JsonObject
  readonly warnings: Warning[]
  readonly warn: Warn
}

/** The settings of a request. What the API does not have, or the model does not take, becomes a warning. */
export function toSettings(request: ChatRequest, context: SettingsContext): Record<string, JsonValue> {
  const { modelId, reasoningSummary, own, warnings, warn } = context
  const { reasoning: asked = 'provider-default' } = request
  const nearest = asked === 'provider-default' ? asked : (effortsOf(modelId)[asked] ?? asked)
  const effort = typeof nearest === 'string' ? nearest : undefined
  const { effort: ownEffort = effort } = asRecord(own['reasoning']) as JsonObject
  const refused = refusedSettings({ model: modelId, reasoning_effort: ownEffort })
  const { reasoning_effort: sent, ...settings } = pickSettings(
    { ...request, reasoning: effort },
    { names, refused, warn },
  )
  if (typeof sent === 'string' && sent !== asked) {
    const details = `${asked} is sent as ${sent}`
    warnings.push({ type: 'compatibility', feature: 'reasoning', details })
  }
  const summary = isReasoningModel(modelId) ? reasoningSummary : undefined
  if (sent === undefined && summary === undefined) return settings
  return { ...settings, reasoning: compact({ effort: sent, summary }) }
}
