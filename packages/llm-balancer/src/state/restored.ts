import type { ExportedCircuit } from '@llm-balancer/circuit-breaker'
import type { BalancerState } from '@llm-balancer/core'
import type { ExportedProvider, LLMBalancerState } from './balancer-state.ts'

/** A target, as far as a state can be recognised as its own. */
export type Recognised = Pick<ExportedProvider, 'id' | 'vendor' | 'address'>

/** What was known of one target before a restart. */
export type RestoredTarget = {
  readonly state: ExportedProvider
  /** Its circuit, by the clock of this process. */
  readonly circuit: ExportedCircuit | undefined
  /** Clock time here of the moment of export. */
  readonly at: number
}

/** What was known of a target before a restart, if it is of the same vendor at the same address. */
export function restoredTarget(
  initialState: LLMBalancerState | undefined,
  target: Recognised,
  now: number,
): RestoredTarget | undefined {
  const state = initialState?.targets.find((known) => isSame(known, target))
  if (initialState === undefined || state === undefined) return undefined
  const { savedAt } = initialState
  // A clock that began anew is behind: it goes on from there.
  const at = Math.min(savedAt, now)
  const { circuit } = state
  const shifted =
    circuit === undefined
      ? undefined
      : { ...circuit, openUntil: Math.max(0, circuit.openUntil + at - savedAt) }
  return { state, circuit: shifted, at }
}

/** What the core may take over: that of targets which are of the same vendor at the same address. */
export function restoredCore(
  initialState: LLMBalancerState | undefined,
  targets: readonly Recognised[],
): BalancerState | undefined {
  if (initialState === undefined) return undefined
  const { balancer } = initialState
  const known = new Set(
    targets
      .filter((target) => initialState.targets.some((state) => isSame(state, target)))
      .map(({ id }) => id),
  )
  return { ...balancer, targets: balancer.targets.filter(({ id }) => known.has(id)) }
}

function isSame(one: Recognised, other: Recognised): boolean {
  return one.id === other.id && one.vendor === other.vendor && one.address === other.address
}
