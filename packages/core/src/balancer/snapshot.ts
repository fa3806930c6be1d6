import type { BalancerSnapshot, TargetSnapshot } from '../contracts/balancer.ts'
import type { CallFacts } from '../contracts/call.ts'
import type { Engine } from '../run/engine.ts'
import { factsOf } from '../run/call-facts.ts'
import type { Target } from '../targets/target.ts'

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

/** The balancer's present state as a plain object. */
export function takeSnapshot<Client>(engine: Engine<Client>): BalancerSnapshot {
  const asked = factsOf({}, engine.clock.now(), false)
  return {
    strategy: engine.strategy.name,
    runs: { ...engine.runs.counts(), waiting: engine.queue.size },
    targets: [...engine.targets.all].map((target) => snapshotOf(engine, target, asked)),
    pools: engine.targets.pools.snapshot(),
  }
}

/** There may be thousands: what most of them do not have is not looked at, and nothing is copied twice. */
function snapshotOf<Client>(
  engine: Engine<Client>,
  target: Target<Client>,
  asked: CallFacts,
): TargetSnapshot {
  const { strategy, reporter } = engine
  const { startedAt: now } = asked
  const { state, window } = target
  const snapshot: Writable<TargetSnapshot> = {
    ...target.settings,
    ...target.counters.copy(),
    inFlight: target.inFlight,
    state: 'ready',
  }
  noteState(snapshot, target, asked)
  if (state.limits.length > 0) Object.assign(snapshot, { limits: state.limits, limitsAt: state.limitsAt })
  const headroom = headroomOf(target, now)
  if (headroom.length > 0) snapshot.headroom = headroom
  if (window.limit < Infinity) snapshot.window = Math.floor(window.limit)
  const load = reporter.safely(strategy.name, () => strategy.meter?.load(state, now))
  if (load !== undefined) snapshot.load = load
  return snapshot
}

function headroomOf<Client>(
  { limiters }: Target<Client>,
  now: number,
): NonNullable<TargetSnapshot['headroom']> {
  return limiters.flatMap((guard) => guard.headroom(now).map((limit) => ({ guard: guard.name, ...limit })))
}

function noteState<Client>(
  snapshot: Writable<TargetSnapshot>,
  target: Target<Client>,
  asked: CallFacts,
): void {
  if (!target.isActive) {
    snapshot.state = target.removing ? 'removing' : 'drained'
    return
  }
  const block = target.blockOf(asked.startedAt, asked)
  if (block === undefined) return
  snapshot.state = block.state
  snapshot.reason = block.reason
  snapshot.availableAt = block.until
}
