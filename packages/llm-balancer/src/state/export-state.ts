import type { ProviderRegistry } from '../entries/provider-registry.ts'
import type { BalancerVersion } from '../versions/version.ts'
import type { LLMBalancerState } from './balancer-state.ts'

/** What a restart would otherwise forget. */
export function exportState(
  {
    registry,
    settings,
  }: { readonly registry: ProviderRegistry; readonly settings: { readonly current: BalancerVersion } },
  now: number,
): LLMBalancerState {
  const entries = registry.entries()
  const { options, environment } = settings.current
  return {
    version: 1,
    savedAt: now,
    ...(options.initialState === undefined ? {} : { restoredFrom: options.initialState.savedAt }),
    targets: entries.flatMap((entry) => entry.targets.flatMap((target) => target.exportState())),
    budgets: environment.budgets.exportState(),
    groups: Object.fromEntries(
      entries.flatMap(({ name, owned }) => {
        const state = owned?.exportState(now)
        return state === undefined ? [] : [[name, state]]
      }),
    ),
  }
}
