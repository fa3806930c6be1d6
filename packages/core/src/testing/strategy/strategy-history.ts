import { failureKinds, failureRules } from '../../errors/failure.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import { randomIndex, seededRandom, type Random } from '../../time/random.ts'
import { fakeTarget, type FakeTarget } from '../fake-target.ts'
import type { Pick, StrategyPlay } from './strategy-play.ts'

/** What is done at every step besides the calls themselves. */
export interface HistoryHooks {
  /** Called before and after each pick with the targets and what the pick is about. */
  readonly aroundPick?: (targets: readonly FakeTarget[], pick: Pick, when: 'before' | 'after') => void
  /** Called between two steps. */
  readonly between?: (targets: readonly FakeTarget[]) => void
}

/** Targets that differ in everything a strategy may look at, each known only in part. */
export function variedTargets(count = 6): FakeTarget[] {
  return Array.from({ length: count }, (_, index) =>
    fakeTarget({
      id: `target-${index}`,
      weight: index === 1 ? 0.25 : 1 + (index % 4),
      priority: index % 2,
      tags: index % 3 === 0 ? ['eu'] : [],
      ...(index % 2 === 0 && { cost: { inputPerMTok: index, outputPerMTok: 2 } }),
      ...(index % 3 === 1 && { contextWindow: 8000, pool: 'shared' }),
      ...(index % 3 === 2 && {
        limits: [{ unit: 'requests', limit: 100, remaining: 10 * index, resetMs: 1000 }],
        limitsAt: 1_000_000,
      }),
    }),
  )
}

/**
 * Plays calls of all kinds that begin, end and overlap, among candidates that come and go; gives the ids of the choices.
 * The same seed plays the same calls. One step per `next()`, so that two histories can be played in turn.
 */
export function* strategyHistory(
  play: StrategyPlay,
  { seed = 1, targets = variedTargets(), ...hooks }: HistoryHooks & { seed?: number; targets?: FakeTarget[] },
): Generator<string, void, undefined> {
  const random = seededRandom(seed)
  for (let step = 0; step < 120; step += 1) {
    play.now += randomIndex(4, random) * 400
    while (play.running.length > 0 && random() < 0.45)
      play.end(randomIndex(play.running.length, random), outcomeOf(random))
    if (play.running.length > 0 && random() < 0.3) play.giveContent(randomIndex(play.running.length, random))
    const eligible = someOf(targets, random)
    const pick: Pick = {
      inputTokens: randomIndex(3, random) * 5000,
      affinityKey: random() < 0.5 ? `session-${randomIndex(9, random)}` : undefined,
      attempt: 1 + randomIndex(3, random),
      streaming: random() < 0.5,
      // A revision stands for one list of candidates only, so those that change have none.
      revision: eligible.length === targets.length ? 1 : 0,
    }
    hooks.aroundPick?.(targets, pick, 'before')
    const chosen = play.pick(eligible, pick)
    hooks.aroundPick?.(targets, pick, 'after')
    yield chosen.id
    play.start(chosen, pick)
    hooks.between?.(targets)
  }
}

/** Any subset that is not empty, all of them half of the time; the order stays. */
function someOf(targets: readonly FakeTarget[], random: Random): FakeTarget[] {
  if (random() < 0.5) return [...targets]
  const some = targets.filter(() => random() < 0.5)
  const [first] = targets
  return some.length > 0 || first === undefined ? some : [first]
}

function outcomeOf(random: Random): Outcome {
  const durationMs = Math.round(random() * 2000)
  const type = (['success', 'success', 'neutral', 'failure'] as const)[randomIndex(4, random)] ?? 'success'
  if (type !== 'failure')
    return { type, durationMs, ...(type === 'success' && { firstContentMs: durationMs }) }
  const kind = failureKinds[randomIndex(failureKinds.length, random)] ?? 'server'
  return { type, kind, scope: failureRules[kind].scope, durationMs }
}
