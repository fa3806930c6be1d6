import type { PickReason } from '../contracts/trail.ts'
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

/** Why a target was chosen; undefined where it is not read. A blocked target was not chosen by the strategy. */
export function explainPick<Client>(
  run: Run<Client>,
  how: CandidateView | BlockedTerms,
): PickReason | undefined {
  const { reporter, strategy, clock } = run.engine
  if (!run.explains && !reporter.hears('target-picked')) return undefined
  const now = clock.now()
  const loadOf = (target: TargetState): { readonly id: string; readonly load?: number } => {
    const load = reporter.safely(strategy.name, () => strategy.meter?.load(target, now, run.call))
    return defined({ id: target.id, load })
  }
  const view = typeof how === 'string' ? undefined : how
  const count = view?.length ?? 0
  const candidates = view === undefined ? [] : firstOf(view).map(loadOf)
  const isCandidate = (id: string): boolean => candidates.some((one) => one.id === id)
  const { named, total } = consideredTargets(run, { most: mostNamed, mostLooked, isLeftOut: isCandidate })
  return {
    strategy: typeof how === 'string' ? how : strategy.name,
    candidates,
    excluded: named,
    ...(count > mostNamed ? { moreCandidates: count - mostNamed } : {}),
    ...(total > named.length ? { moreExcluded: total - named.length } : {}),
  }
}

/** The candidates that are named; there may be thousands of others. */
function firstOf(view: CandidateView): readonly TargetState[] {
  return Array.from({ length: Math.min(view.length, mostNamed) }, (_, place) => view.at(place))
}
