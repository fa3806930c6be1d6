import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import type { TargetOptions, TargetUpdate } from '../contracts/target-options.ts'
import { Outage } from './outage.ts'
import { TargetEntry } from './target-entry.ts'
import { targetGuards, type ResolvedOptions } from './options.ts'

/** The balancer's targets, in the order in which they were added. */
export class TargetRegistry<Client> {
  readonly #options: ResolvedOptions<Client>
  readonly #byId = new Map<string, TargetEntry<Client>>()
  readonly #byView = new WeakMap<TargetState, TargetEntry<Client>>()
  readonly #keys = new Map<string, Outage>()
  /** Every target, also those that are being removed. */
  readonly entries: TargetEntry<Client>[] = []
  /** The targets that may be picked while nothing speaks against any: in place, and with a weight above 0. */
  active: readonly TargetEntry<Client>[] = []
  /** Grows with every change of the targets or their settings. */
  revision = 1
  /** No outage of any target lasts longer than this clock time in ms. */
  clearAt = 0
  /** True when no target has a guard or a group that would have to be asked. */
  unguarded = true

  constructor(options: ResolvedOptions<Client>) {
    this.#options = options
  }

  add(options: TargetOptions<Client>): TargetEntry<Client> {
    if (this.#byId.has(options.id)) {
      throw new RangeError(`target id "${options.id}" is taken; give each target an id of its own`)
    }
    const entry = new TargetEntry(options, targetGuards(options, this.#options))
    this.#share(entry)
    this.#byId.set(options.id, entry)
    this.#byView.set(entry.view, entry)
    this.entries.push(entry)
    this.#changed()
    return entry
  }

  get(id: string): TargetEntry<Client> {
    const entry = this.#byId.get(id)
    if (entry !== undefined) return entry
    const known = [...this.#byId.keys()].join(', ')
    throw new RangeError(`there is no target "${id}"; known targets are ${known === '' ? '(none)' : known}`)
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  entryOf(view: unknown): TargetEntry<Client> | undefined {
    return typeof view === 'object' && view !== null ? this.#byView.get(view as TargetState) : undefined
  }

  update(entry: TargetEntry<Client>, update: TargetUpdate<Client>): void {
    entry.update(update)
    this.#share(entry)
    this.#changed()
  }

  /** No new attempts; `forget` follows when the running ones have ended. */
  retire(entry: TargetEntry<Client>): void {
    entry.removing = true
    this.#byId.delete(entry.view.id)
    this.#changed()
  }

  forget(entry: TargetEntry<Client>): void {
    const place = this.entries.indexOf(entry)
    if (place >= 0) this.entries.splice(place, 1)
    const pool = entry.view.pool
    if (pool !== undefined && !this.entries.some((other) => other.view.pool === pool)) this.#keys.delete(pool)
    this.#changed()
  }

  #share(entry: TargetEntry<Client>): void {
    const pool = entry.view.pool
    if (pool === undefined) return
    const key = this.#keys.get(pool) ?? new Outage()
    this.#keys.set(pool, key)
    entry.key = key
  }

  #changed(): void {
    this.active = this.entries.filter((entry) => !entry.removing && entry.view.weight > 0)
    this.unguarded = this.active.every((entry) => entry.guards.length === 0 && entry.group === undefined)
    this.revision += 1
  }
}

/** A view over entries that is filled anew for each pick, so that picking allocates nothing. */
export class CandidateView<Client> implements Candidates {
  #entries: readonly TargetEntry<Client>[] = []
  /** Two lists, so that a view can be filtered from itself. */
  #scratch: TargetEntry<Client>[] = []
  #spare: TargetEntry<Client>[] = []
  revision = 0

  get length(): number {
    return this.#entries.length
  }

  at(index: number): TargetState {
    const entry = this.#entries[index]
    if (entry === undefined)
      throw new RangeError(`there is no candidate ${String(index)} of ${String(this.length)}`)
    return entry.view
  }

  has(entry: TargetEntry<Client>): boolean {
    if (this.revision === 0) return this.#entries.includes(entry)
    return !entry.removing && entry.view.weight > 0
  }

  *[Symbol.iterator](): Iterator<TargetState> {
    for (const entry of this.#entries) yield entry.view
  }

  /** Shows a list that stays as it is while the revision does. */
  show(entries: readonly TargetEntry<Client>[], revision: number): void {
    this.#entries = entries
    this.revision = revision
  }

  /** Shows those of `entries` that pass, for this pick only. */
  filter(entries: readonly TargetEntry<Client>[], passes: (entry: TargetEntry<Client>) => boolean): void {
    const kept = this.#spare
    this.#spare = this.#scratch
    this.#scratch = kept
    kept.length = 0
    for (const entry of entries) if (passes(entry)) kept.push(entry)
    this.show(kept, 0)
  }

  /** Leaves one of them out. */
  without(entry: TargetEntry<Client>): void {
    this.filter(this.#entries, (other) => other !== entry)
  }
}
