import { readProperty } from '@llm-balancer/core/options'
import type { EntryEnvironment } from '../entries/entry-environment.ts'
import type { ProviderInput } from '../entries/provider-config.ts'
import { ProviderEntry, type EntryChange } from '../entries/provider-entry.ts'
import type { ProviderNames } from '../entries/provider-group.ts'
import { takenName, type ProviderRegistry } from '../entries/provider-registry.ts'
import { changedIn, wholeOf } from '../entries/same-target.ts'
import { isBaseProvider } from '../providers/base-provider.ts'

/** A change of an entry that stays, checked and not yet made. */
export type PlannedEntry = { readonly entry: ProviderEntry; readonly change: EntryChange }

/** What other options do to the entries of a balancer, checked and not yet done. */
export type EntryPlan = ProviderNames & {
  readonly kept: readonly PlannedEntry[]
  /** New ones, and those that take the place of one with the same name. */
  readonly made: readonly ProviderEntry[]
  readonly gone: readonly ProviderEntry[]
  /** Those that the options name. */
  readonly fromOptions: readonly ProviderEntry[]
}

/**
 * Compares the providers of other options with the entries that there are. An entry is kept, with its state, when it is of the same vendor
 * at the same address. Those that were added by hand stay.
 *
 * @param keepMoved true when it is kept also at another address
 * @throws TypeError or RangeError naming the provider and what is wrong with it, or two of the same name
 */
export function planEntries(
  inputs: readonly ProviderInput[],
  environment: EntryEnvironment,
  ...[registry, keepMoved]: [registry: ProviderRegistry, keepMoved: boolean]
): EntryPlan {
  const present = new Map(registry.entries().map((entry) => [entry.name, entry]))
  const named = new Set<string>()
  const kept: PlannedEntry[] = []
  const made: ProviderEntry[] = []
  const names = { added: [] as string[], changed: [] as string[] }
  for (const input of inputs) {
    const entry = present.get(nameOf(input))
    if (entry?.continuesWith(input, keepMoved) === true) {
      if (named.has(entry.name)) throw takenName(entry.name)
      const change = entry.prepareInput(input, environment)
      if (isOwnChange(entry, input)) names.changed.push(entry.name)
      named.add(entry.name)
      kept.push({ entry, change })
      continue
    }
    const isTaken = (id: string): boolean => isIdTaken(id, registry, { gone: entry, made })
    const fresh = new ProviderEntry(input, environment, isTaken)
    if (named.has(fresh.name) || fresh.targets.some(({ id }) => isTaken(id))) throw takenName(fresh.name)
    ;(present.has(fresh.name) ? names.changed : names.added).push(fresh.name)
    named.add(fresh.name)
    made.push(fresh)
  }
  const others = registry.entries().filter(({ name }) => !named.has(name))
  const gone = others.filter((entry) => registry.isFromOptions(entry))
  for (const entry of others)
    if (!gone.includes(entry)) kept.push({ entry, change: entry.prepareAgain(environment) })
  const replaced = made.flatMap(({ name }) => present.get(name) ?? [])
  const fromOptions = [...kept.flatMap(({ entry }) => (named.has(entry.name) ? entry : [])), ...made]
  const removed = gone.map(({ name }) => name)
  return { kept, made, gone: [...replaced, ...gone], fromOptions, ...withGroups({ ...names, removed }, kept) }
}

/** The name of an input, whichever kind it is; empty when it has none, which reading it will tell. */
function nameOf(input: ProviderInput): string {
  const name = isBaseProvider(input)
    ? readProperty(input.config, 'name')
    : readProperty(wholeSafely(input), 'name')
  return typeof name === 'string' ? name : ''
}

function wholeSafely(input: ProviderInput): unknown {
  return typeof input === 'object' ? wholeOf(input) : undefined
}

/** True when more of an entry changes than the providers of its group. */
function isOwnChange(entry: ProviderEntry, input: ProviderInput): boolean {
  if (entry.isLike(input)) return false
  const changed = Object.keys(changedIn(entry.fields, wholeOf(input)))
  return changed.some((name) => name !== 'providers')
}

function isIdTaken(
  id: string,
  registry: ProviderRegistry,
  { gone, made }: { readonly gone: ProviderEntry | undefined; readonly made: readonly ProviderEntry[] },
): boolean {
  const owner = registry.find(id)?.entry
  if (owner !== undefined && owner !== gone) return true
  return made.some(({ targets }) => targets.some((target) => target.id === id))
}

/** With the providers inside of groups, as `group/provider`. */
function withGroups(names: ProviderNames, kept: readonly PlannedEntry[]): ProviderNames {
  const inside = (kind: keyof ProviderNames): readonly string[] =>
    kept.flatMap(({ entry, change }) => (change.group?.[kind] ?? []).map((name) => `${entry.name}/${name}`))
  return {
    added: [...names.added, ...inside('added')],
    changed: [...names.changed, ...inside('changed')],
    removed: [...names.removed, ...inside('removed')],
  }
}
