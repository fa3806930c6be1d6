import type { PickReason } from '../contracts/trail.ts'
import { defined } from '../options/defined.ts'
import type { CandidateView } from '../strategies/candidate-view.ts'
import { consideredTargets } from './availability.ts'
import type { Run } from './state.ts'

const notExplained: PickReason = { strategy: '', candidates: [], excluded: [] }

/**
 * Why the strategy could choose the target that it chose; without a view it was not asked. Costs an object per target, so it
 * is made only where it is read.
 */
export function explainPick<Client>(run: Run<Client>, view?: CandidateView): PickReason {
  const { engine } = run
  if (!run.explains && !engine.emitter.hears('target-picked')) return notExplained
  const { meter, name } = engine.strategy
  const candidates = [...(view ?? [])].map((target) =>
    defined({ id: target.id, load: meter?.load(target, engine.clock.now()) }),
  )
  const excluded = consideredTargets(run).filter((one) => !candidates.some(({ id }) => id === one.id))
  return { strategy: view === undefined ? 'least-bad' : name, candidates, excluded }
}
