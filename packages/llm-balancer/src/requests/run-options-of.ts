import type { RunOptions } from '@llm-balancer/core'
import type { ChatResponse } from '@llm-balancer/provider'
import { defined, subjectOf } from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { CallName, LLMCallOptions } from './call-options.ts'
import { checkNames } from './check-names.ts'
import { isChosen } from './chosen-targets.ts'

/**
 * Options of a call as the core takes them: a call that is pinned to a provider with several keys may use all of them.
 *
 * @throws RangeError for a name that no provider has, with the one that was probably meant
 */
export function runOptionsOf(
  owner: CallName,
  options: LLMCallOptions,
  registry: ProviderRegistry,
): RunOptions<ChatResponse> {
  const { pin, only, ...others } = options
  checkNames(owner, options, registry)
  const isEntry = pin !== undefined && (registry.has(pin) || registry.find(pin) === undefined)
  const targets = isEntry ? registry.get(pin, subjectOf('pin', owner)).targets : []
  const isTarget = targets.length === 1 && targets[0]?.id === pin
  const usual = { explain: false, operation: owner === 'embed' ? 'embeddings' : 'chat' }
  if (targets.length === 0 || isTarget) return { ...usual, ...defined(options) }
  return {
    ...usual,
    ...defined(others),
    only: (target) => targets.some(({ id }) => id === target.id) && isChosen(target, only),
  }
}
