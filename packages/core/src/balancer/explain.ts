import type { PickReason } from '../contracts/trail.ts'
import { consider } from './consider.ts'
import type { Engine } from './engine.ts'
import type { Run } from './run.ts'
import type { CandidateView } from './target-registry.ts'

/** Stands in for a reason that nobody asked for. */
export const notExplained: PickReason = { strategy: '', candidates: [], excluded: [] }

/** Why the strategy could choose whom it chose. Costs an object per target, so it is made only where somebody reads it. */
export function explainPick<Client>(
  engine: Engine<Client>,
  run: Run<Client>,
  view: CandidateView<Client> | undefined,
): PickReason {
  const now = engine.clock.now()
  const { meter, name } = engine.strategy
  const candidates = [...(view ?? [])].map((target) => {
    return meter === undefined ? { id: target.id } : { id: target.id, load: meter.load(target, now) }
  })
  const eligible = new Set(candidates.map(({ id }) => id))
  const excluded = consider(engine, run, now).filter(({ id }) => !eligible.has(id))
  return { strategy: view === undefined ? 'least-bad' : name, candidates, excluded }
}
