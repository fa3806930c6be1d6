import { checkApiKey } from './api-key.ts'
import { checkKnown, checkText } from './check-options.ts'
import { modelSettingNames } from './model-settings.ts'
import type { ModelSettings } from './model-settings.ts'

/**
 * Checks what every model's settings have in common, where a key is needed: that all of them are known, the key and the
 * model. `own` are the names of the adapter's own settings. What goes to the HTTP client is checked there.
 *
 * @throws TypeError naming the setting.
 */
export function checkModelSettings(
  owner: string,
  settings: ModelSettings,
  own: readonly string[] = [],
): void {
  checkKnown(owner, settings, [...modelSettingNames, ...own])
  checkApiKey(owner, settings.apiKey)
  checkText(owner, 'model', settings.model)
}
