import type { JsonObject, ProviderMetadata } from '@llm-balancer/provider'

/** `Fields` whose values may be missing, as optional fields. */
export type Compact<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>
}

/** The fields that are there: neither undefined nor null. */
export function compact<const Fields extends object>(fields: Fields): Compact<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries) as Compact<Fields>
}

/** The fields that are there, as Anthropic's metadata; undefined when there are none. */
export function toMetadata(fields: object): ProviderMetadata | undefined {
  const own = compact(fields) as JsonObject
  return Object.keys(own).length === 0 ? undefined : { anthropic: own }
}
