import type { RunOptions } from '@llm-balancer/core'
import type { ChatResponse } from '@llm-balancer/provider'
import { defined, subjectOf } from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { CallName, LLMCallOptions } from './call-options.ts'
import { checkNames } from './check-names.ts'
import { isChosen } from './chosen-targets.ts'
import { onlyAmong, providersForModel, type ModelNames } from './providers-for-model.ts'

/** What a call can name: providers, and models. */
export type CallScope = { readonly registry: ProviderRegistry; readonly models: ModelNames }

/**
 * Options of a call as the core takes them: a call that is pinned to a provider with several keys may use all of them, one for a model
 * goes to the providers of that model.
 *
 * @throws RangeError for a name that no provider has, or no model, with the one that was probably meant
 */
export function runOptionsOf(
  owner: CallName,
  { model, thoughtsOnly: _, ...options }: LLMCallOptions,
  scope: CallScope,
): RunOptions<ChatResponse> {
  const { registry } = scope
  checkNames(owner, options, registry)
  const usual = { explain: false, operation: owner === 'embed' ? 'embeddings' : 'chat' }
  const only =
    model === undefined
      ? options.only
      : onlyAmong(providersForModel(subjectOf('model', owner), model, scope), options.only)
  const given = defined({ ...options, only })
  const { pin } = given
  const isEntry = pin !== undefined && (registry.has(pin) || registry.find(pin) === undefined)
  const targets = isEntry ? registry.get(pin, subjectOf('pin', owner)).targets : []
  const isTarget = targets.length === 1 && targets[0]?.id === pin
  if (targets.length === 0 || isTarget) return { ...usual, ...given }
  const { pin: _pin, ...others } = given
  const ids = targets.map(({ id }) => id)
  return {
    ...usual,
    ...others,
    // Runs that wait for the same targets by name wait in one lane.
    only: only === undefined ? ids : (target) => ids.includes(target.id) && isChosen(target, only),
  }
}
