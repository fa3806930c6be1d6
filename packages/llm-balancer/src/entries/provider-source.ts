import type { ApiKey } from '@llm-balancer/provider'
import type { Booking } from '@llm-balancer/rate-limit'
import type { ProviderSettings } from '../options/provider-settings.ts'
import type { ModelClient } from './model-client.ts'
import type { OwnedGroup, PlannedChange, ProviderGroup } from './provider-group.ts'

/** The models behind one key. */
export type KeyedModels = ModelClient & {
  /** Tells the keys of an entry apart; undefined where there is none. Never shown. */
  readonly key: ApiKey | undefined
}

/** A provider entry, read and checked. */
export type ProviderSource = {
  readonly name: string
  /** The settings that are given; none is undefined. */
  readonly settings: ProviderSettings
  /** One for each key, or the balancer behind the entry. */
  readonly members: readonly KeyedModels[] | ProviderGroup
  /** The host that it is reached at, where that is not the vendor's own. */
  readonly address?: string | undefined
  /** How the vendor counts calls and tokens against its limits, where it is known. */
  readonly booking?: Booking | undefined
  /** The group that belongs to the entry, where its members are one, and the change of it that comes with the source. */
  readonly owned?: OwnedGroup | undefined
  readonly change?: PlannedChange | undefined
  /** Keys and header values that must not show up anywhere. @default [] */
  readonly secrets?: readonly string[]
  /** True when its errors come from code that is not of this family of packages. @default false */
  readonly isOwn?: boolean
}

/** True for the balancer behind an entry. */
export function isGroup(members: ProviderSource['members']): members is ProviderGroup {
  return !Array.isArray(members)
}
