import type { BalancerSnapshot, TargetSnapshot } from '../contracts/balancer.ts'
import type { TargetState, TargetView } from '../contracts/target.ts'
import { defined } from '../options/defined.ts'
import { factsOf } from './call-facts.ts'
import { availabilityOf } from './availability.ts'
import type { Engine } from './state.ts'
import type { TargetEntry } from './target-entry.ts'

/** A target's settings as a fresh object. */
export function viewOf({ inFlight: _, limits: _limits, limitsAt: _at, ...view }: TargetState): TargetView {
  return structuredClone(view)
}

/** The balancer's present state as a plain object. */
export function takeSnapshot<Client>(engine: Engine<Client>): BalancerSnapshot {
  return {
    strategy: engine.strategy.name,
    runs: { ...engine.counts, running: engine.running.size, waiting: engine.queue.size },
    targets: engine.entries.map((entry) => snapshotOf(engine, entry)),
  }
}

function snapshotOf<Client>(engine: Engine<Client>, entry: TargetEntry<Client>): TargetSnapshot {
  const { view } = entry
  const now = engine.clock.now()
  const call = factsOf({}, now, false)
  const { state, reason, availableAt } = availabilityOf(entry, call, now)
  return {
    ...viewOf(view),
    ...structuredClone(entry.counters),
    inFlight: view.inFlight,
    state,
    ...defined({
      reason,
      availableAt: state === 'ready' ? undefined : availableAt,
      load: engine.strategy.meter?.load(view, now),
    }),
  }
}
