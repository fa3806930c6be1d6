import type { TokenPrice } from '@llm-balancer/core'
import { withFacts } from '../costs/catalogue-facts.ts'
import { isSameData } from '../options/same-data.ts'
import type { EntryEnvironment } from './entry-environment.ts'
import { EntryTarget, type PreparedChange, type TargetParts } from './entry-target.ts'
import { matchKeys } from './match-keys.ts'
import type { ProviderChanges, ProviderDescription, ProviderInput } from './provider-config.ts'
import type { OwnedGroup, PlannedChange, ProviderGroup, SpaceMember } from './provider-group.ts'
import type { ModelClient } from './model-client.ts'
import { isGroup, type ProviderSource } from './provider-source.ts'
import { mergeChanges, movesTarget, readChanged, type ChangedFields } from './read-changes.ts'
import { readProvider } from './read-provider.ts'
import { describeSource, embeddingOf, modelsOf } from './source-facts.ts'
import { partsOf } from './target-parts.ts'
import { changedIn, isSameTarget, ownInput, wholeOf, type Fields } from './same-target.ts'

/** The effect of a change of an entry on the targets of the core, before it is made. */
export type EntryChange = {
  readonly kept: readonly (PreparedChange & { readonly target: EntryTarget })[]
  readonly added: readonly EntryTarget[]
  readonly removed: readonly EntryTarget[]
  /** Those of the kept ones whose key is another one now. */
  readonly rekeyed: readonly EntryTarget[]
  /** True when the model or the address may be another one now. */
  readonly isMoved: boolean
  /** The change of the group that belongs to the entry, where one does. */
  readonly group: PlannedChange | undefined
  /** Makes the change. Cannot fail. */
  readonly commit: () => void
}

/** What changes together. */
type EntryState = {
  readonly input: ProviderInput
  readonly changes: ChangedFields
  readonly source: ProviderSource
  readonly environment: EntryEnvironment
}

/** One provider as the balancer keeps it. Its configuration is private, so that printing the entry shows no key. */
export class ProviderEntry {
  readonly name: string
  #input: ProviderInput
  #environment: EntryEnvironment
  #isTaken: (id: string) => boolean
  #changes: ChangedFields = {}
  #source: ProviderSource
  #targets: readonly EntryTarget[] = []
  /** How many targets it has had. */
  #made = 0

  /**
   * @param isTaken true for the ids of other entries' targets
   * @throws TypeError or RangeError naming the provider and what is wrong with it
   */
  constructor(input: ProviderInput, environment: EntryEnvironment, isTaken: (id: string) => boolean) {
    this.#input = ownInput(input)
    this.#environment = environment
    this.#isTaken = isTaken
    this.#source = withFacts(readProvider(this.#input, environment), environment.catalogue)
    this.name = this.#source.name
    this.#targets = partsOf(this.#source, environment).map((one, _, all) =>
      this.#makeTarget(one, all.length, environment),
    )
  }

  /** It is registered now, and was checked as one of several that are being made before. */
  joined(isTaken: (id: string) => boolean): void {
    this.#isTaken = isTaken
  }

  /** One target for each key; one for an entry without keys. */
  get targets(): readonly EntryTarget[] {
    return this.#targets
  }

  /** The most tokens that one request may have; Infinity where it is not known. */
  get contextWindow(): number {
    return this.#source.settings.contextWindow ?? Infinity
  }

  /** True for an entry to which no chat call goes: it has an embedding model alone, or says that it lacks `chat`. */
  get lacksChat(): boolean {
    return this.#source.settings.lacks?.includes('chat') === true
  }

  /** The balancer behind the entry, if there is one. */
  get group(): ProviderGroup | undefined {
    const { members } = this.#source
    return isGroup(members) ? members : undefined
  }

  /** The models that it serves, those for vectors included: of a group those of all its providers. */
  models(): readonly string[] {
    return modelsOf(this.#source)
  }

  /** True when its calls go to this model: of a group when those of all its providers do. */
  serves(model: string): boolean {
    const { members } = this.#source
    return isGroup(members) ? members.serves(model) : this.models().includes(model)
  }

  /** Prices of its calls: of a group those of all its providers. Undefined where one is not known. */
  prices(): readonly (TokenPrice | undefined)[] {
    const { cost } = this.#source.settings
    return cost === undefined && this.group !== undefined ? this.group.prices() : [cost]
  }

  /** The balancer of the group that belongs to it, if one does. */
  get owned(): OwnedGroup | undefined {
    return this.#source.owned
  }

  /** Checks and prepares a change. @throws TypeError or RangeError naming the provider and what is wrong */
  prepare(changes: ProviderChanges): EntryChange {
    const merged = mergeChanges(this.name, this.#changes, changes)
    const environment = this.#environment
    const source = withFacts(
      readChanged(this.#input, merged, environment, this.#source),
      environment.catalogue,
    )
    const next = { input: this.#input, changes: merged, source, environment }
    return this.#prepare(next, this.#partsOf(next), movesTarget(changes))
  }

  /**
   * True when another input means the same vendor at the same address, or the same model: then its targets keep their state.
   *
   * @param anywhere true when they keep it also at another address
   */
  continuesWith(input: ProviderInput, anywhere: boolean): boolean {
    return isSameTarget(this.fields, wholeOf(input), this.#environment.vendors, anywhere)
  }

  /** True when it is as this input says. */
  isLike(input: ProviderInput): boolean {
    return Object.keys(this.#changes).length === 0 && isSameData(this.#input, input)
  }

  /**
   * Checks and prepares another input in place of the present one and all of its changes.
   *
   * @throws TypeError or RangeError naming the provider and what is wrong
   */
  prepareInput(given: ProviderInput, environment: EntryEnvironment): EntryChange {
    const input = ownInput(given)
    const isKept =
      this.isLike(input) && this.owned === undefined && hasSameModels(environment, this.#environment)
    const source = isKept
      ? this.#source
      : withFacts(readProvider(input, environment, this.#source), environment.catalogue)
    const next = { input, changes: {}, source, environment }
    const parts = isKept ? this.#targets.map((target) => target.parts) : this.#partsOf(next)
    return this.#prepare(next, parts, movesTarget(changedIn(this.fields, wholeOf(input))))
  }

  /** The same input and changes under another environment. */
  prepareAgain(environment: EntryEnvironment): EntryChange {
    const isBare = Object.keys(this.#changes).length === 0
    if (isBare) return this.prepareInput(this.#input, environment)
    const source = withFacts(
      readChanged(this.#input, this.#changes, environment, this.#source),
      environment.catalogue,
    )
    const next = { input: this.#input, changes: this.#changes, source, environment }
    return this.#prepare(next, this.#partsOf(next), false)
  }

  /** The parts of its targets. Those of a group stay what they are unless its settings change. */
  #partsOf({ source, environment }: EntryState): readonly TargetParts[] {
    const parts = partsOf(source, environment)
    const before = this.#targets.map((target) => target.parts)
    const isSameGroup = isGroup(source.members) && isSameData(before[0]?.settings, source.settings)
    return isSameGroup && before[0]?.client === parts[0]?.client ? before : parts
  }

  #prepare(next: EntryState, parts: readonly TargetParts[], isMoved: boolean): EntryChange {
    const { source, environment } = next
    const { pairs, left: removed } = matchKeys(this.#targets, parts)
    const kept = pairs.flatMap(([one, target]) =>
      target === undefined ? [] : { target, ...target.prepare(one, environment) },
    )
    const rekeyed = pairs.flatMap(([{ key }, target]) =>
      target === undefined || target.key === key ? [] : target,
    )
    const targets = pairs.map(([one, target]) => target ?? this.#makeTarget(one, pairs.length, environment))
    return {
      ...{ kept, removed, rekeyed, isMoved, group: source.change },
      added: targets.filter((target) => !this.#targets.includes(target)),
      commit: () => {
        this.#input = next.input
        this.#changes = next.changes
        this.#environment = environment
        this.#source = source
        this.#targets = targets
        for (const { commit } of kept) commit()
        source.change?.apply()
      },
    }
  }

  /** Its input with all changes, by the names of the fields. */
  get fields(): Fields {
    return { ...wholeOf(this.#input), ...this.#changes }
  }

  /** Resolves when one of its targets answers a health check; of a group, when one of its providers does. */
  async probe(target: EntryTarget, signal: AbortSignal): Promise<void> {
    const { group } = this
    if (group !== undefined) await group.probe(signal)
    else await (target.client as ModelClient).model.probe?.({ signal })
  }

  /** The embedding model, with the space of its vectors; of a group, when all of its providers make vectors of one space. */
  embedding(): SpaceMember | undefined {
    return embeddingOf(this.#source)
  }

  /** The entry without secrets. */
  describe(): ProviderDescription {
    return describeSource(this.#source)
  }

  /** @param count how many targets the entry has together with this one */
  #makeTarget(parts: TargetParts, count: number, environment: EntryEnvironment): EntryTarget {
    return new EntryTarget(this.#nextId(count), parts, [this.name, environment])
  }

  /** The name itself for the target of an entry that begins with one; `name#2` and so on for others, as far as they are free. */
  #nextId(count: number): string {
    this.#made += 1
    if (this.#made === 1 && count === 1) return this.name
    const id = `${this.name}#${String(this.#made)}`
    return this.#isTaken(id) ? this.#nextId(count) : id
  }
}

/** True when entries make the same models in both. */
function hasSameModels(one: EntryEnvironment, other: EntryEnvironment): boolean {
  return (
    one.catalogue === other.catalogue &&
    one.exposeVendorErrors === other.exposeVendorErrors &&
    one.fetch === other.fetch
  )
}
