import { custom } from '@llm-balancer/core'
import type { CallFacts, Strategy, TargetState } from '@llm-balancer/core'
import type { ProviderDescription } from '../entries/provider-config.ts'

/** A provider as a custom strategy sees it: its settings, and how busy it is now. */
export interface ProviderCandidate extends ProviderDescription {
  /** Tells the keys of one entry apart: `openai#2` is the second key of `openai`; the name, when it has one key. */
  readonly target: string
  /** Attempts running now. */
  readonly inFlight: number
}

/**
 * Chooses one of `providers` and gives it, its `target`, or its name. Called before each attempt with those that may be
 * asked now, at least one, in a fresh array. Must not wait.
 */
export type CustomStrategy = (
  providers: ProviderCandidate[],
  call: CallFacts,
) => { readonly name: string; readonly target?: string } | string | undefined

/** A strategy of your own as the core wants it. The core checks what it gives. */
export function customStrategy(
  choose: CustomStrategy,
  describe: (target: TargetState) => ProviderDescription,
): Strategy {
  return custom((targets, call) => {
    const candidates = targets.map((target) => ({
      ...describe(target),
      target: target.id,
      inFlight: target.inFlight,
    }))
    return targetOf(choose(candidates, call), candidates)
  })
}

/** A name selects the first of its targets. The core refuses anything else. */
function targetOf(chosen: unknown, candidates: readonly ProviderCandidate[]): string {
  const { target, name } = (typeof chosen === 'object' && chosen !== null ? chosen : {}) as {
    readonly target?: unknown
    readonly name?: unknown
  }
  const word = target ?? name ?? chosen
  const found = candidates.find((one) => one.target === word) ?? candidates.find((one) => one.name === word)
  return found?.target ?? (word as string)
}
