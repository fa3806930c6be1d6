import type { BalancerState, ExportedCooldown, ExportedTarget } from '../contracts/balancer-state.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { Engine } from '../run/engine.ts'
import type { Target } from '../targets/target.ts'

/**
 * Lets the targets of a new balancer go on from what those with the same ids knew in another process. Time that has passed since then by
 * this clock counts; a clock that began anew is behind, and goes on from there.
 */
export function importState<Client>(engine: Engine<Client>, { savedAt, targets }: BalancerState): void {
  const now = engine.clock.now()
  const at = Math.min(savedAt, now)
  for (const state of targets) {
    const target = engine.targets.get(state.id)
    if (target === undefined) continue
    importTarget(engine, target, { state, at })
    engine.targets.askKey(target)
  }
}

/** What an older strategy has learnt of the targets is told to the one that takes its place, as far as that can read it. */
export function handOverLoads<Client>(engine: Engine<Client>, from: Strategy, to: Strategy): void {
  const { reporter, targets, clock } = engine
  const now = clock.now()
  reporter.safely(to.name, () => {
    for (const { state } of targets.all) {
      const load = from.meter?.exportState?.(state, now)
      if (load !== undefined) to.meter?.importState?.(state, load, now)
    }
  })
}

function importTarget<Client>(
  { strategy, reporter, cooling }: Engine<Client>,
  target: Target<Client>,
  { state, at }: { readonly state: ExportedTarget; readonly at: number },
): void {
  const { counters, isFailing, learnt, cooldown, keyCooldown, window, limits, load } = state
  target.counters.restore(counters, at)
  target.isFailing = isFailing
  target.learnt.restore(learnt)
  // A state from outside must not block for longer than a failure can.
  const longestMs = Math.max(cooling.quarantineMs, cooling.maxRetryAfterMs, cooling.throttleMs)
  const within = (given: ExportedCooldown): ExportedCooldown => ({
    ...given,
    remainingMs: Math.min(given.remainingMs, longestMs),
  })
  if (cooldown !== undefined) target.own.restore(within(cooldown), at)
  if (keyCooldown !== undefined) target.key.cooldown.restore(within(keyCooldown), at)
  if (window !== undefined) target.window.restore(window, at)
  if (limits !== undefined) target.limits.learn({ limits: limits.reports }, at - limits.agoMs)
  if (load !== undefined)
    reporter.safely(strategy.name, () => strategy.meter?.importState?.(target.state, load, at))
}
