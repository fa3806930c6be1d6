import type { RunOptions } from '@llm-balancer/core'
import type { ChatResponse } from '@llm-balancer/provider'
import { CheckedOptions, subjectOf } from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import { noCallOptions, type CallName, type LLMCallOptions } from './call-options.ts'
import { checkNames } from './check-names.ts'
import { isChosen } from './chosen-targets.ts'
import { onlyAmong, providersForModel, type ModelNames } from './providers-for-model.ts'

/** What a call can name: providers, and models. */
export type CallScope = { readonly registry: ProviderRegistry; readonly models: ModelNames }

/** Options of a run that are being put together. */
type GatheredOptions = { -readonly [Name in keyof RunOptions<ChatResponse>]: RunOptions<ChatResponse>[Name] }

/**
 * Options of a call as the core takes them: a call that is pinned to a provider with several keys may use all of them, one for a model
 * goes to the providers of that model.
 *
 * @throws RangeError for a name that no provider has, or no model, with the one that was probably meant
 */
export function runOptionsOf(owner: CallName, options: LLMCallOptions, scope: CallScope): GatheredOptions {
  const operation = owner === 'embed' ? 'embeddings' : 'chat'
  if (options === noCallOptions) return ownOptions(operation)
  checkNames(owner, options, scope.registry)
  const { model, thoughtsOnly: _, ...others } = options
  const run: GatheredOptions = { explain: false, operation, ...others }
  if (model !== undefined)
    run.only = onlyAmong(providersForModel(subjectOf('model', owner), model, scope), run.only)
  return run.pin === undefined ? run : withPin(run, run.pin, { owner, registry: scope.registry })
}

/** Those of a call that was made without any: nothing in them is its caller's. */
function ownOptions(operation: string): GatheredOptions {
  return Object.assign(new CheckedOptions(), { explain: false, operation })
}

/** The name of a provider stands for its targets, unless a target has it as well. */
function withPin(
  run: GatheredOptions,
  pin: string,
  { owner, registry }: { readonly owner: CallName; readonly registry: ProviderRegistry },
): GatheredOptions {
  const isEntry = registry.has(pin) || registry.find(pin) === undefined
  const targets = isEntry ? registry.get(pin, subjectOf('pin', owner)).targets : []
  const isTarget = targets.length === 1 && targets[0]?.id === pin
  if (targets.length === 0 || isTarget) return run
  const { pin: _, ...others } = run
  const { only } = run
  const ids = targets.map(({ id }) => id)
  return {
    ...others,
    // Runs that wait for the same targets by name wait in one lane.
    only: only === undefined ? ids : (target) => ids.includes(target.id) && isChosen(target, only),
  }
}
