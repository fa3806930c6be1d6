import { describeWord, nearestWord } from '@llm-balancer/core/options'
import type { EntryEnvironment } from './entry-environment.ts'
import type { EntryTarget } from './entry-target.ts'
import type { ProviderDescription, ProviderInput } from './provider-config.ts'
import { ProviderEntry } from './provider-entry.ts'

/** A target of the core, and the entry that it belongs to. */
export type Belonging = { readonly entry: ProviderEntry; readonly target: EntryTarget }

/** What is known of all entries together. */
type EntryFacts = {
  readonly smallestWindow: number
  /** The tags of their targets. */
  readonly tags: ReadonlySet<string>
  /** Names of the entries of each model, groups left out. Frozen, so that the core knows a list again. */
  readonly byModel: ReadonlyMap<string, readonly string[]>
  /** Groups change by themselves: they are asked each time. */
  readonly groups: readonly ProviderEntry[]
}

/** So many names of removed entries are remembered: those that were removed last. */
const rememberedNames = 1000

/** The provider entries by name, and by the ids of their targets. */
export class ProviderRegistry {
  #environment: EntryEnvironment
  /** Those that the balancer's options name; the others were added. */
  readonly #fromOptions = new Set<ProviderEntry>()
  readonly #byName = new Map<string, ProviderEntry>()
  /** Those to which no chat call goes. */
  readonly #withoutChat = new Set<ProviderEntry>()
  #facts: EntryFacts | undefined
  /** Kept up to date entry by entry: each new one asks whether its ids are taken. */
  readonly #byTarget = new Map<string, Belonging>()
  readonly #idsOf = new Map<ProviderEntry, readonly string[]>()
  /** Names of entries that were removed; calls may still name them. */
  readonly #removed = new Set<string>()
  /** Names of the entries whose removed targets still have calls running, by target id. */
  readonly #leaving = new Map<string, string>()

  constructor(environment: EntryEnvironment) {
    this.#environment = environment
  }

  /** What entries are made in. */
  get environment(): EntryEnvironment {
    return this.#environment
  }

  set environment(environment: EntryEnvironment) {
    this.#environment = environment
  }

  /** @throws TypeError or RangeError for a bad provider or a taken name */
  add(input: ProviderInput): ProviderEntry {
    const entry = new ProviderEntry(input, this.#environment, this.#isTaken)
    const isTaken = entry.targets.some(({ id }) => this.find(id) !== undefined)
    if (isTaken || this.#byName.has(entry.name)) throw takenName(entry.name)
    this.insert(entry)
    return entry
  }

  /** Takes in an entry that has been made for it, whose name is free. */
  insert(entry: ProviderEntry): void {
    entry.joined(this.#isTaken)
    this.#byName.set(entry.name, entry)
    this.note(entry)
  }

  /** Notes what calls have to know of an entry, which has changed. */
  note(entry: ProviderEntry): void {
    this.#facts = undefined
    this.#forgetTargets(entry)
    if (this.#byName.get(entry.name) === entry) this.#noteTargets(entry)
    if (entry.lacksChat) this.#withoutChat.add(entry)
    else this.#withoutChat.delete(entry)
  }

  /** True where chat calls have to say that they are: some entry makes embeddings only. */
  get asksForChat(): boolean {
    return this.#withoutChat.size > 0
  }

  /** The balancer's options name this entry. */
  noteFromOptions(entry: ProviderEntry): void {
    this.#fromOptions.add(entry)
  }

  isFromOptions(entry: ProviderEntry): boolean {
    return this.#fromOptions.has(entry)
  }

  readonly #isTaken = (id: string): boolean => this.find(id) !== undefined

  /** @param owner begins the message @throws RangeError for an unknown name */
  get(name: string, owner: string): ProviderEntry {
    const entry = this.#byName.get(name)
    if (entry !== undefined) return entry
    const names = [...this.#byName.keys()]
    const nearest = typeof name === 'string' ? nearestWord(name, names) : undefined
    const hint = nearest === undefined ? '; ' : `, did you mean "${nearest}"? `
    const known = names.length === 0 ? '(none)' : names.join(', ')
    throw new RangeError(
      `${owner}: there is no provider ${describeWord(name)}${hint}known providers are ${known}`,
    )
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** True for the name of an entry, also of one that was removed, and for the id of a target. */
  knows(name: string): boolean {
    return this.has(name) || this.#removed.has(name) || this.find(name) !== undefined
  }

  /** True for what {@link knows} knows, for tags, and for the names of providers in groups. */
  knowsWord(word: string): boolean {
    const { tags, groups } = this.#known()
    return this.knows(word) || tags.has(word) || groups.some(({ group }) => group?.names().includes(word))
  }

  /** Names of the entries whose calls go to this model. */
  serving(model: string): readonly string[] {
    const { byModel, groups } = this.#known()
    const names = byModel.get(model) ?? []
    const serving = groups.filter((group) => group.serves(model))
    return serving.length === 0 ? names : [...names, ...serving.map(({ name }) => name)]
  }

  /** @throws RangeError for an unknown name */
  remove(name: string): ProviderEntry {
    const entry = this.get(name, 'removeProvider')
    this.#byName.delete(name)
    this.#facts = undefined
    this.#forgetTargets(entry)
    this.#fromOptions.delete(entry)
    this.#withoutChat.delete(entry)
    this.#removed.delete(name)
    this.#removed.add(name)
    const [longestGone] = this.#removed
    if (this.#removed.size > rememberedNames && longestGone !== undefined) this.#removed.delete(longestGone)
    return entry
  }

  /** In the order in which they were added. */
  entries(): readonly ProviderEntry[] {
    return [...this.#byName.values()]
  }

  /** The entry and the target behind an id of the core; undefined for one that has been removed. */
  find(targetId: string): Belonging | undefined {
    return this.#byTarget.get(targetId)
  }

  /** The smallest context window of all entries; Infinity where none is known. */
  get smallestWindow(): number {
    return this.#known().smallestWindow
  }

  #noteTargets(entry: ProviderEntry): void {
    this.#idsOf.set(
      entry,
      entry.targets.map(({ id }) => id),
    )
    for (const target of entry.targets) this.#byTarget.set(target.id, { entry, target })
  }

  #forgetTargets(entry: ProviderEntry): void {
    for (const id of this.#idsOf.get(entry) ?? [])
      if (this.#byTarget.get(id)?.entry === entry) this.#byTarget.delete(id)
    this.#idsOf.delete(entry)
  }

  /** What calls ask for, put together once for each change of the entries. */
  #known(): EntryFacts {
    this.#facts ??= factsOf(this.#byName.values())
    return this.#facts
  }

  /** The name of the entry that a target belongs to, also while a removed one has calls running. */
  nameOf(targetId: string): string {
    return this.find(targetId)?.entry.name ?? this.#leaving.get(targetId) ?? targetId
  }

  /** Keeps the name of a target that is being removed. Gives back a function that forgets it. */
  leave(targetId: string, name: string): () => void {
    this.#leaving.set(targetId, name)
    return () => {
      this.#leaving.delete(targetId)
    }
  }

  describe(targetId: string): ProviderDescription {
    const found = this.find(targetId)
    if (found === undefined) throw new RangeError(`there is no provider "${targetId}"`)
    return found.entry.describe()
  }
}

function factsOf(entries: Iterable<ProviderEntry>): EntryFacts {
  const tags = new Set<string>()
  const byModel = new Map<string, string[]>()
  const groups: ProviderEntry[] = []
  let smallestWindow = Infinity
  for (const entry of entries) {
    smallestWindow = Math.min(smallestWindow, entry.contextWindow)
    for (const target of entry.targets) for (const tag of target.tags) tags.add(tag)
    if (entry.group === undefined) noteModels(entry, byModel)
    else groups.push(entry)
  }
  for (const names of byModel.values()) Object.freeze(names)
  return { smallestWindow, tags, byModel, groups }
}

function noteModels(entry: ProviderEntry, byModel: Map<string, string[]>): void {
  for (const model of new Set(entry.models())) {
    const names = byModel.get(model)
    if (names === undefined) byModel.set(model, [entry.name])
    else names.push(entry.name)
  }
}

/** Two providers have the same name. */
export function takenName(name: string): RangeError {
  return new RangeError(
    `provider "${name}": the name is taken; give each provider a name of its own and say the vendor with "type"`,
  )
}
