import { defaultsFor, vendorOf } from '../defaults/defaults-for.ts'
import { isMap } from '../schema/composites.ts'
import type { ConfigVendor } from '../schema/vendors.generated.ts'
import type { ConfigPath } from '../text/config-node.ts'
import { textOf, type Values } from './texts.ts'

/** A provider or a group, as it is given. */
export type Entry = {
  readonly path: ConfigPath
  readonly name: string | undefined
  readonly isGroup: boolean
  /** That of a provider, where it names one. */
  readonly vendor: ConfigVendor | undefined
  /** What it says itself. */
  readonly own: Values
  /** What it has from the defaults. */
  readonly inherited: Values
  /** Both together. */
  readonly all: Values
}

/** Providers that one strategy chooses among. */
export type Level = {
  /** That of the configuration, or of the group. */
  readonly path: ConfigPath
  readonly values: Values
  readonly entries: readonly Entry[]
}

/** The outermost level, and that of each group. */
export function levelsOf(config: Values): readonly Level[] {
  return levelsBelow(config, [], providerDefaultsOf(config))
}

/** What every provider has that does not say otherwise. */
export function providerDefaultsOf({ providerDefaults }: Values): Values {
  return isMap(providerDefaults) ? providerDefaults : {}
}

function levelsBelow(values: Values, path: ConfigPath, defaults: Values): readonly Level[] {
  const { providers } = values
  if (!Array.isArray(providers)) return []
  const entries = providers.flatMap((item: unknown, place): readonly Entry[] =>
    isMap(item) ? [entryOf(item, [...path, 'providers', place], defaults)] : [],
  )
  const groups = entries.filter(({ isGroup }) => isGroup)
  return [
    { path, values, entries },
    ...groups.flatMap((group) => levelsBelow(group.own, group.path, defaults)),
  ]
}

function entryOf(own: Values, path: ConfigPath, defaults: Values): Entry {
  const isGroup = 'providers' in own
  const inherited = isGroup ? {} : defaultsFor(own, defaults)
  const vendor = isGroup ? undefined : vendorOf(own, defaults)
  return { path, name: textOf(own['name']), isGroup, vendor, own, inherited, all: { ...inherited, ...own } }
}
