import { Reference } from '../references/reference.ts'
import { isMap } from '../schema/composites.ts'
import type { ConfigPath } from '../text/config-node.ts'

/** Values of a configuration that may be of any type: the schema has found them wrong then. */
export type Values = Readonly<Record<string, unknown>>

/** A provider or a group, as it is given. */
export type Entry = {
  readonly path: ConfigPath
  readonly values: Values
  readonly name: string | undefined
  readonly isGroup: boolean
}

/** Providers that one strategy chooses among. */
export type Level = {
  /** That of the configuration, or of the group. */
  readonly path: ConfigPath
  readonly values: Values
  readonly entries: readonly Entry[]
}

/** The outermost level, and that of each group. */
export function levelsOf(values: Values, path: ConfigPath = []): readonly Level[] {
  const { providers } = values
  if (!Array.isArray(providers)) return []
  const entries = providers.flatMap((item: unknown, place): readonly Entry[] => {
    if (!isMap(item)) return []
    const own = { path: [...path, 'providers', place], values: item, name: textOf(item['name']) }
    return [{ ...own, isGroup: 'providers' in item }]
  })
  const groups = entries.filter(({ isGroup }) => isGroup)
  return [{ path, values, entries }, ...groups.flatMap((group) => levelsOf(group.values, group.path))]
}

/** A text, also one that a reference gives. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof Reference) return value.text
  return typeof value === 'string' ? value : undefined
}

/** The texts of a list; those that are of another type are left out. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((item: unknown) => textOf(item) ?? []) : []
}
