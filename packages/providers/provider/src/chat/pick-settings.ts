import type { ChatRequest } from './chat-request.ts'
import type { Warn } from './collect-warnings.ts'
import type { JsonValue } from './json.ts'

/** Settings of a request that are one number, one word or one list each. */
type SettingName =
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'stopSequences'
  | 'seed'
  | 'reasoning'

const settingNames: readonly SettingName[] = [
  'maxOutputTokens',
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'stopSequences',
  'seed',
  'reasoning',
]

/** The differences of a vendor for {@link pickSettings}. */
export type SettingRules = {
  /** The vendor's names of settings. The vendor does not have a setting that is missing here. */
  readonly names: Readonly<Partial<Record<SettingName, string>>>
  /** Why settings, by the vendor's names, cannot be sent this time. @default {} */
  readonly refused?: Readonly<Partial<Record<string, string>>>
  readonly warn: Warn
}

/**
 * The settings of a request that are set, by a vendor's names. Settings that the vendor does not have or refuses are left
 * out with a warning.
 */
export function pickSettings(request: ChatRequest, rules: SettingRules): Record<string, JsonValue> {
  const { names, refused = {}, warn } = rules
  const picked: Record<string, JsonValue> = {}
  for (const feature of settingNames) {
    const { [feature]: value } = request
    const { [feature]: name } = names
    if (value === undefined || value === 'provider-default' || (Array.isArray(value) && value.length === 0))
      continue
    const reason = name === undefined ? undefined : refused[name]
    if (name === undefined || reason !== undefined) warn(feature, reason)
    else picked[name] = value
  }
  return picked
}
