import { custom } from '@llm-balancer/core'
import type { CallFacts, Strategy, TargetState } from '@llm-balancer/core'
import type { ProviderDescription } from './provider-config.ts'

/** What a strategy of your own sees of a provider: its settings, and what is going on there now. */
export interface ProviderCandidate extends ProviderDescription {
  /** Attempts running now. */
  readonly inFlight: number
}

/**
 * Chooses one of `providers` and gives it, or its name. Called before each attempt with those that may be asked now, never
 * none, in a fresh array. Must not wait.
 */
export type CustomStrategy = (
  providers: ProviderCandidate[],
  call: CallFacts,
) => { readonly name: string } | string | undefined

/** A strategy of your own as the core wants it. What it gives is checked there. */
export function customStrategy(
  choose: CustomStrategy,
  describe: (target: TargetState) => ProviderDescription,
): Strategy {
  return custom((targets, call) => {
    const candidates = targets.map((target) => ({ ...describe(target), inFlight: target.inFlight }))
    return idOf(choose(candidates, call))
  })
}

/** The name is the id. Anything else is passed on, for the core to refuse with a word on what it got. */
function idOf(chosen: unknown): string {
  if (typeof chosen !== 'object' || chosen === null || !('name' in chosen)) return chosen as string
  return chosen.name as string
}
