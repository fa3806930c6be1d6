import type { RunOptions } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { LLMCallOptions } from './call-options.ts'
import { isChosen } from './chosen-targets.ts'

/** Options of a call as the core takes them: a call that is pinned to a provider with several keys may use all of them. */
export function runOptionsOf(options: LLMCallOptions, registry: ProviderRegistry): RunOptions {
  const { pin, only, ...others } = options
  const targets = pin !== undefined && registry.has(pin) ? registry.get(pin, 'pin').targets : []
  const isTarget = targets.length === 1 && targets[0]?.id === pin
  if (targets.length === 0 || isTarget) return { explain: false, ...defined(options) }
  return {
    explain: false,
    ...defined(others),
    only: (target) => targets.some(({ id }) => id === target.id) && isChosen(target, only),
  }
}
