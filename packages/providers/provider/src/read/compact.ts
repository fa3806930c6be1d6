import type { JsonObject, ProviderMetadata } from '../chat/json.ts'

/** `Fields` whose values may be missing, as optional fields. */
export type Compact<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>
}

/** The fields that are there: neither undefined nor null. */
export function compact<const Fields extends object>(fields: Fields): Compact<Fields> {
  const there: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) {
    const value: unknown = fields[name as keyof Fields]
    if (value !== undefined && value !== null) there[name] = value
  }
  return there as Compact<Fields>
}

/** The fields that are there, as one vendor's metadata; undefined when there are none. */
export function toMetadata(provider: string, fields: object): ProviderMetadata | undefined {
  const own = compact(fields) as JsonObject
  return Object.keys(own).length === 0 ? undefined : { [provider]: own }
}
