import type { AttemptTimeouts, TargetOptions } from '@llm-balancer/core'
import {
  atLeastOne,
  checkGuards,
  checkObject,
  checkString,
  checkTexts,
  finite,
  numberWithin,
  positive,
  type OptionTable,
} from '@llm-balancer/core/options'
import { priceTable } from '@llm-balancer/core/prices'
import type { ChatRequest } from '@llm-balancer/provider'
import { checkCircuitSetting, type ProviderCircuitSetting } from '../guards/provider-circuit.ts'
import {
  checkProviderLimits,
  providerLimitTable,
  type ProviderLimit,
  type ProviderLimits,
} from '../guards/provider-limits.ts'
import { givenOptions } from './given-options.ts'

/** Settings of a chat request that a provider fills in where the request has none. */
export type ProviderDefaults = Pick<ChatRequest, 'maxOutputTokens' | 'temperature' | 'providerOptions'>

/** Settings of every provider entry, whatever makes its calls: all of a target of the core, and more. */
export interface ProviderSettings
  extends ProviderLimits, Omit<TargetOptions<never>, 'id' | 'client' | 'model' | 'provider'> {
  /**
   * Clocks of one attempt at this provider, in ms, above 0. `attemptMs` bounds the answer, `firstContentMs` (default
   * `attemptMs`) a stream's first content, `idleMs` the time between two chunks.
   *
   * @default the balancer's; while another provider could take over, half of what is left of the call's time
   */
  readonly timeouts?: AttemptTimeouts
  /**
   * Most requests at a time, of each key, a whole number ≥ 1; streams count until they end. Further ones go to other providers, or wait,
   * and after refusals fewer may begin. Several providers behind one account are bounded together by `pools`. @default Infinity
   */
  readonly concurrency?: number
  /**
   * Further limits: of each key, or with `shared` of all providers that name the same quota, such as that of an organisation. A request
   * needs room in all of them.
   *
   * @default []
   */
  readonly limits?: readonly ProviderLimit[]
  /** When it gets no requests because it keeps failing; each option given here replaces the balancer's. @default the balancer's */
  readonly circuitBreaker?: ProviderCircuitSetting
  /** Providers whose vectors can be compared share it; `embed` goes to those of one space. @default the embedding model's name */
  readonly embeddingSpace?: string
  /** Fills in what a request leaves open; `providerOptions` are merged, the request's own over these. @default {} */
  readonly defaults?: ProviderDefaults
}

const clockTable: OptionTable<AttemptTimeouts> = {
  attemptMs: [positive],
  firstContentMs: [positive],
  idleMs: [positive],
}
const defaultsTable: OptionTable<ProviderDefaults> = {
  maxOutputTokens: [numberWithin({ min: 1, max: Infinity, integer: true })],
  temperature: [finite],
  providerOptions: [checkObject],
}

/** The check of each setting of a provider entry. */
export const providerSettings: OptionTable<ProviderSettings> = {
  weight: [finite],
  priority: [numberWithin({ min: -Infinity, max: Infinity })],
  tags: [checkTexts],
  timeouts: [givenOptions(clockTable, { hints: { timeout: 'attemptMs', deadlineMs: 'attemptMs' } })],
  maxAttempts: [atLeastOne],
  concurrency: [atLeastOne],
  guards: [checkGuards],
  ...providerLimitTable,
  limits: [checkProviderLimits],
  circuitBreaker: [checkCircuitSetting],
  cost: [givenOptions(priceTable)],
  lacks: [checkTexts],
  contextWindow: [positive],
  pool: [checkString],
  embeddingSpace: [checkString],
  defaults: [givenOptions(defaultsTable, { hints: { maxTokens: 'maxOutputTokens' } })],
}
