import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import { oneOf } from '../options/checks.ts'
import { readOptions, type OptionTable } from '../options/read-options.ts'
import type { ReinstateOptions } from '../contracts/balancer.ts'
import { groupOf } from './group.ts'
import { checkTarget } from './check-target.ts'
import { noCooldown, type Cooldown } from './cooldown.ts'
import { protectGuards } from './protected-guard.ts'
import type { Engine } from './state.ts'
import { isActive, TargetEntry, updateEntry } from './target-entry.ts'

/** Replaces the targets, or brings what is derived from them up to date after their settings have changed. */
export function changeTargets<Client>(
  engine: Engine<Client>,
  entries: readonly TargetEntry<Client>[] = engine.entries,
): void {
  engine.entries = entries
  engine.present = entries.filter((entry) => !entry.removing)
  engine.active = engine.present.filter(isActive)
  engine.views = engine.active.map((entry) => entry.view)
  engine.unguarded = engine.active.every((entry) => entry.guards.length === 0 && entry.group === undefined)
  engine.revision += 1
}

/** Adds a target. @throws TypeError or RangeError for bad settings or a taken id */
export function addTarget<Client>(engine: Engine<Client>, options: TargetOptions<Client>): void {
  const id: unknown = (options as TargetOptions<Client> | null)?.id
  checkTarget(options, id)
  if (options.client === undefined) throw new TypeError(`target "${options.id}" needs a "client"`)
  checkCircle(engine, options.id, options.client)
  if (engine.present.some((entry) => entry.view.id === id))
    throw new RangeError(`target id "${options.id}" is taken`)
  const entry = new TargetEntry(options)
  entry.guards = protectGuards(engine, options.guards ?? engine.guards?.(entry.view) ?? [])
  entry.key = keyOf(engine, options.pool)
  engine.entryOf.set(entry.view, entry)
  changeTargets(engine, [...engine.entries, entry])
}

/** Changes a target's settings. @throws TypeError or RangeError for bad settings or an unknown id */
export function updateTarget<Client>(engine: Engine<Client>, id: string, update: TargetUpdate<Client>): void {
  const entry = findTarget(engine, id)
  checkTarget(update, id)
  if ('id' in update) throw new TypeError(`target "${id}": "id" cannot be changed`)
  checkCircle(engine, id, update.client)
  const { pool = entry.view.pool } = update
  if (pool !== entry.view.pool) entry.key = keyOf(engine, pool)
  updateEntry(entry, update)
  if (update.guards !== undefined) entry.guards = protectGuards(engine, update.guards)
  changeTargets(engine)
}

const reinstateTable: OptionTable<ReinstateOptions> = { scope: [oneOf('key', 'target')] }

/** Lifts what blocks a target. @throws TypeError for a bad option */
export function reinstate<Client>(
  { own, key, guards }: TargetEntry<Client>,
  options: ReinstateOptions = {},
): void {
  const { scope } = readOptions('reinstateTarget', options, reinstateTable)
  if (scope !== 'key') Object.assign(own, noCooldown)
  if (scope !== 'target') Object.assign(key, noCooldown)
  if (scope === undefined) for (const guard of guards) guard.reset?.()
}

/** A balancer inside itself would ask itself for ever. @throws TypeError naming the target */
function checkCircle<Client>(engine: Engine<Client>, id: string, client: unknown): void {
  if (groupOf(client)?.contains(engine))
    throw new TypeError(`target "${id}" is a group that contains this balancer itself`)
}

/** The cooldown of a pool's key, shared with the targets that are in it already. */
function keyOf<Client>(engine: Engine<Client>, pool: string | undefined): Cooldown {
  const other = engine.entries.find((entry) => pool !== undefined && entry.view.pool === pool)
  return other?.key ?? { ...noCooldown }
}

/** The target with an id. @throws RangeError when there is no such target */
export function findTarget<Client>(engine: Engine<Client>, id: string): TargetEntry<Client> {
  const entry = engine.present.find((entry) => entry.view.id === id)
  if (entry !== undefined) return entry
  const known = engine.present.map((entry) => entry.view.id).join(', ')
  throw new RangeError(`there is no target "${id}"; known targets are ${known === '' ? '(none)' : known}`)
}
