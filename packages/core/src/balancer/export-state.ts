import type { BalancerState, ExportedTarget } from '../contracts/balancer-state.ts'
import { defined } from '../options/defined.ts'
import type { Engine } from '../run/engine.ts'
import type { Target } from '../targets/target.ts'

/** What a restart would otherwise forget of the targets that are not being removed. */
export function exportState<Client>(engine: Engine<Client>): BalancerState {
  const now = engine.clock.now()
  return {
    version: 1,
    savedAt: now,
    targets: [...engine.targets.present].map((target) => exportTarget(engine, target, now)),
  }
}

function exportTarget<Client>(
  { strategy, reporter }: Engine<Client>,
  target: Target<Client>,
  now: number,
): ExportedTarget {
  const { limits: reports, limitsAt } = target.state
  return {
    id: target.id,
    counters: target.counters.export(now),
    isFailing: target.isFailing,
    learnt: target.learnt.export(),
    ...defined({
      cooldown: target.own.export(now),
      keyCooldown: target.key.cooldown.export(now),
      window: target.window.isLearnt ? target.window.limit : undefined,
      limits:
        reports.length === 0
          ? undefined
          : { reports: reports.map((one) => ({ ...one })), agoMs: Math.max(0, now - limitsAt) },
      load: reporter.safely(strategy.name, () => strategy.meter?.exportState?.(target.state, now)),
    }),
  }
}
