import type { ExplainedCandidate, PickReason } from '../contracts/trail.ts'
import { defined } from '../options/defined.ts'
import type { TargetState } from '../contracts/target.ts'
import type { CandidateView } from '../strategies/candidate-view.ts'
import { consideredTargets } from './considered.ts'
import type { Run } from './run.ts'
import type { BlockedTerms } from './terms.ts'

/** So many candidates, and so many excluded targets, are named; the others are counted. */
const mostNamed = 16
/** So many targets are looked at to name them: an explanation is to cost the same with any number. */
const mostLooked = 256
/** So many characters of a strategy's own words are kept. */
const longestWords = 500

/** Why a target was chosen; undefined where it is not read. A blocked target was not chosen by the strategy. */
export function explainPick<Client>(
  run: Run<Client>,
  how: CandidateView | BlockedTerms,
): PickReason | undefined {
  const { reporter, strategy, clock } = run.engine
  if (!run.explains && !reporter.hears('target-picked')) return undefined
  const now = clock.now()
  const loadOf = (target: TargetState): ExplainedCandidate => {
    const load = reporter.safely(strategy.name, () => strategy.meter?.load(target, now, run.call))
    const words = reporter.safely(strategy.name, () => strategy.meter?.explain?.(target, now, run.call))
    return defined({ id: target.id, load, because: textOf(words) })
  }
  const view = typeof how === 'string' ? undefined : how
  const count = view?.length ?? 0
  // Asked before the loads are read: a strategy may compute them with what it remembers of its pick.
  const because =
    view === undefined ? undefined : textOf(reporter.safely(strategy.name, () => strategy.explain?.()))
  const candidates = view === undefined ? [] : firstOf(view).map(loadOf)
  const isCandidate = (id: string): boolean => candidates.some((one) => one.id === id)
  const { named, total } = consideredTargets(run, { most: mostNamed, mostLooked, isLeftOut: isCandidate })
  return {
    strategy: typeof how === 'string' ? how : strategy.name,
    ...defined({ because }),
    candidates,
    excluded: named,
    ...(count > mostNamed ? { moreCandidates: count - mostNamed } : {}),
    ...(total > named.length ? { moreExcluded: total - named.length } : {}),
  }
}

/** Words of a strategy that a user wrote may be anything, and of any length: they become one line. */
function textOf(words: unknown): string | undefined {
  if (typeof words !== 'string') return undefined
  const line = words
    .slice(0, longestWords)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line === '' ? undefined : line
}

/** The candidates that are named; there may be thousands of others. */
function firstOf(view: CandidateView): readonly TargetState[] {
  return Array.from({ length: Math.min(view.length, mostNamed) }, (_, place) => view.at(place))
}
