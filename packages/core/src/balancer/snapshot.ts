import type { BalancerSnapshot, TargetSnapshot } from '../contracts/balancer.ts'
import type { CallFacts } from '../contracts/call.ts'
import type { TargetView } from '../contracts/target.ts'
import type { Engine } from './engine.ts'
import type { TargetEntry } from './target-entry.ts'

/** A target's settings as a fresh object. */
export function viewOf({ id, weight, priority, tags, cost, contextWindow, pool }: TargetView): TargetView {
  return {
    id,
    weight,
    priority,
    tags: [...tags],
    ...(cost === undefined ? {} : { cost: { ...cost } }),
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(pool === undefined ? {} : { pool }),
  }
}

/** The balancer's present state as a plain object. */
export function takeSnapshot<Client>(engine: Engine<Client>): BalancerSnapshot {
  const now = engine.clock.now()
  return {
    strategy: engine.strategy.name,
    runs: { ...engine.counts, running: engine.running, waiting: engine.line.length },
    targets: engine.registry.entries.map((entry) => snapshotOf(engine, entry, now)),
  }
}

function snapshotOf<Client>(engine: Engine<Client>, entry: TargetEntry<Client>, now: number): TargetSnapshot {
  const { counters, view } = entry
  const load = engine.strategy.meter?.load(view, now)
  return {
    ...viewOf(view),
    ...stateOf(entry, now),
    inFlight: view.inFlight,
    attempts: counters.attempts,
    successes: counters.successes,
    failures: counters.failures,
    neutral: counters.neutral,
    failuresByKind: { ...counters.failuresByKind },
    ...(counters.lastFailure === undefined ? {} : { lastFailure: { ...counters.lastFailure } }),
    usage: { ...counters.usage },
    ...(load === undefined ? {} : { load }),
  }
}

function stateOf<Client>(
  entry: TargetEntry<Client>,
  now: number,
): Pick<TargetSnapshot, 'state'> & Partial<Pick<TargetSnapshot, 'reason' | 'availableAt'>> {
  if (entry.removing) return { state: 'removing' }
  if (entry.view.weight === 0) return { state: 'drained' }
  const call: CallFacts = {
    inputTokens: 0,
    outputTokens: 0,
    affinityKey: undefined,
    attempt: 1,
    startedAt: now,
    streaming: false,
  }
  const reason = entry.blockedBy(now, call)
  if (reason === undefined) return { state: 'ready' }
  const outage = entry.key.until >= entry.own.until ? entry.key : entry.own
  const state = outage.until <= now ? 'blocked' : outage.penalty === 'cool' ? 'cooling' : 'quarantined'
  return { state, reason, availableAt: entry.availableAt(now, call) }
}
