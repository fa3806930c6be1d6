import type { Balancer } from '@llm-balancer/core'
import type { ModelClient } from '../entries/model-client.ts'
import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { BalancerVersion } from '../versions/version.ts'
import type { LLMBalancerState } from './balancer-state.ts'

/** The parts of a balancer that know something. */
export type StatefulParts = {
  readonly balancer: Balancer<ModelClient>
  readonly registry: ProviderRegistry
  readonly settings: { readonly current: BalancerVersion }
}

/** What a restart would otherwise forget. */
export function exportState({ balancer, registry, settings }: StatefulParts, now: number): LLMBalancerState {
  const entries = registry.entries()
  const { options, environment } = settings.current
  return {
    version: 1,
    savedAt: now,
    ...(options.initialState === undefined ? {} : { restoredFrom: options.initialState.savedAt }),
    balancer: balancer.exportState(),
    targets: entries.flatMap((entry) => entry.targets.map((target) => target.exportState())),
    budgets: environment.budgets.exportState(),
    sharedLimits: {},
    groups: Object.fromEntries(
      entries.flatMap(({ name, owned }) => {
        const state = owned?.exportState(now)
        return state === undefined ? [] : [[name, state]]
      }),
    ),
  }
}
