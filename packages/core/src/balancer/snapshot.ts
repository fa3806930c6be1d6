import type { BalancerSnapshot, TargetSnapshot } from '../contracts/balancer.ts'
import { defined } from '../options/defined.ts'
import type { Engine } from '../run/engine.ts'
import { factsOf } from '../run/call-facts.ts'
import type { Target } from '../targets/target.ts'

/** The balancer's present state as a plain object. */
export function takeSnapshot<Client>(engine: Engine<Client>): BalancerSnapshot {
  return {
    strategy: engine.strategy.name,
    runs: { ...engine.runs.counts(), waiting: engine.queue.size },
    targets: [...engine.targets.all].map((target) => snapshotOf(engine, target)),
    pools: engine.targets.pools.snapshot(),
  }
}

function snapshotOf<Client>(engine: Engine<Client>, target: Target<Client>): TargetSnapshot {
  const { clock, strategy, reporter } = engine
  const now = clock.now()
  const { limits, limitsAt } = target.state
  return {
    ...target.settings,
    ...target.counters.copy(),
    inFlight: target.inFlight,
    ...stateOf(target, now),
    ...(limits.length === 0 ? {} : { limits, limitsAt }),
    ...headroomOf(target, now),
    ...defined({
      window: target.window.limit === Infinity ? undefined : Math.floor(target.window.limit),
      load: reporter.safely(strategy.name, () => strategy.meter?.load(target.state, now)),
    }),
  }
}

function headroomOf<Client>({ guards }: Target<Client>, now: number): Pick<TargetSnapshot, 'headroom'> {
  const headroom = guards
    .filter((guard) => guard.hasHeadroom)
    .flatMap((guard) => guard.headroom(now).map((limit) => ({ guard: guard.name, ...limit })))
  return headroom.length === 0 ? {} : { headroom }
}

function stateOf<Client>(
  target: Target<Client>,
  now: number,
): Pick<TargetSnapshot, 'state' | 'reason' | 'availableAt'> {
  if (!target.isActive) return { state: target.removing ? 'removing' : 'drained' }
  const block = target.blockOf(now, factsOf({}, now, false))
  if (block === undefined) return { state: 'ready' }
  return { state: block.state, reason: block.reason, availableAt: block.until }
}
