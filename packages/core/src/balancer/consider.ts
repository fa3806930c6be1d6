import type { ConsideredTarget } from '../errors/run-errors.ts'
import { failureRules } from '../errors/failure.ts'
import type { Engine } from './engine.ts'
import type { Run } from './run.ts'
import type { TargetEntry } from './target-entry.ts'

/** Every target that may not be chosen now, and why. */
export function consider<Client>(
  engine: Engine<Client>,
  run: Run<Client>,
  now: number,
): readonly ConsideredTarget[] {
  return engine.registry.entries.flatMap((entry) => {
    const reason = reasonOf(run, entry, now)
    if (reason === undefined) return []
    const lasting = reason === 'removing' || reason === 'drained' || reason === 'filtered'
    return [{ id: entry.view.id, reason, availableAt: lasting ? Infinity : entry.availableAt(now, run) }]
  })
}

function reasonOf<Client>(run: Run<Client>, entry: TargetEntry<Client>, now: number): string | undefined {
  if (entry.removing) return 'removing'
  if (entry.view.weight === 0) return 'drained'
  if (!run.allows(entry)) return 'filtered'
  const tried = run.tried.get(entry)
  const blocked = entry.blockedBy(now, run)
  if (tried === undefined) return blocked
  const futile = failureRules[tried.failure.kind].retry === 'never' || tried.times >= entry.maxAttempts
  return futile ? `tried: ${tried.failure.kind}` : (blocked ?? `tried: ${tried.failure.kind}`)
}

/** The one that is available first. */
export function earliestOf<Client>(
  entries: readonly TargetEntry<Client>[],
  run: Run<Client>,
  now: number,
): TargetEntry<Client> | undefined {
  let first: TargetEntry<Client> | undefined
  let firstAt = Infinity
  for (const entry of entries) {
    const at = entry.availableAt(now, run)
    if (first !== undefined && at >= firstAt) continue
    first = entry
    firstAt = at
  }
  return first
}
