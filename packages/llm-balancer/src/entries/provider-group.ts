import type { TargetGroup, TokenPrice } from '@llm-balancer/core'
import type { EmbeddingModel } from '@llm-balancer/provider'
import { readProperty } from '@llm-balancer/core/options'
import type { SharedLimits } from '../guards/provider-limits.ts'
import type { LLMBalancerState } from '../state/balancer-state.ts'
import type { ModelClient } from './model-client.ts'

/** Where a balancer keeps what makes it a provider of another one, for every copy of this package. */
export const providerGroupKey: unique symbol = Symbol.for('llm-balancer.provider-group')

/** A balancer, as the `model` of a provider entry. */
export interface BalancerLike {
  addProvider(provider: never): void
  removeProvider(name: string): Promise<void>
  close(options?: { readonly graceMs?: number }): Promise<void>
}

/** The methods of a balancer behind an entry that the outer balancer uses. */
export interface ProviderGroup {
  /** What its calls go to: one of the group's own providers, chosen by its own strategy. */
  readonly targets: TargetGroup<ModelClient>
  /** True when `targets` are its own, or those of a group among its providers, however deep. */
  contains(targets: object): boolean
  /** Names of its providers. */
  names(): readonly string[]
  /** The models of its providers. */
  models(): readonly string[]
  /** True when all of its providers serve this model. */
  serves(model: string): boolean
  /** True while one of its providers is healthy. */
  isHealthy(): boolean
  /** The embedding model of each of its providers, with the space of its vectors; undefined for one that makes none. */
  embeddings(): readonly (SpaceMember | undefined)[]
  /** Prices of its providers' calls; undefined where one is not known. */
  prices(): readonly (TokenPrice | undefined)[]
  /** Resolves when one of its providers is healthy. */
  probe(signal: AbortSignal): Promise<void>
}

/** What a change of providers was, by name: those of a group are named `group/provider`. */
export type ProviderNames = {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** A change that has been checked and can be made. */
export interface PlannedChange extends ProviderNames {
  /** Makes it. Cannot fail. */
  readonly apply: () => void
}

/** A group that belongs to its entry: it is made from plain data, and closed when the entry goes. */
export interface OwnedGroup {
  /** The balancer itself, an `LLMBalancer`. */
  readonly llm: BalancerLike
  readonly group: ProviderGroup
  /**
   * Checks other options of its balancer in place of the present ones.
   *
   * @param shared the quotas that its providers may share with others
   * @throws TypeError or RangeError, which begins with the owner, or with the provider that is wrong
   */
  plan(owner: string, options: object, shared: SharedLimits): PlannedChange
  /** What a restart would otherwise forget. @param now clock time in ms */
  exportState(now: number): LLMBalancerState
}

/** An embedding model, and whose vectors can be compared with its own. */
export type SpaceMember = { readonly space: string; readonly embedding: EmbeddingModel }

/** The group behind a value, when it is a balancer. */
export function providerGroupOf(value: unknown): ProviderGroup | undefined {
  return readProperty(value, providerGroupKey) as ProviderGroup | undefined
}
