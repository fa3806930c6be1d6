import { clientOptions, type BalancedClientOptions } from '../bridge/balanced.ts'
import { translatingBridge } from './translating-bridge.ts'
import type { TranslateOptions, TranslateSource } from './translate-options.ts'

/**
 * The options of a genuine SDK client whose calls are served by chat models of any vendor:
 * `new OpenAI({ ...translated(balancer) })`, `new Anthropic({ ...translated(balancer) })`.
 *
 * @throws TypeError naming an option that is unknown or wrong
 */
export function translated(source: TranslateSource, options: TranslateOptions = {}): BalancedClientOptions {
  return clientOptions(translatingBridge(source, options))
}
