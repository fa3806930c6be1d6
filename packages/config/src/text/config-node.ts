import type { Reference } from '../references/reference.ts'

/** The text of a configuration as a tree that knows where each part stands. */

/** A place in the text, counted from 1. */
export type Position = { readonly line: number; readonly column: number }

/** A key of a map. */
export type MapEntry = {
  /** As it stands in the text. */
  readonly key: string
  /** The name of the option that it means: `apiKey` for `api_key`. */
  readonly name: string
  readonly at: Position
  readonly value: ConfigNode
}

/** Keys and values, in the order of the text. */
export type MapNode = { readonly kind: 'map'; readonly at: Position; readonly entries: readonly MapEntry[] }

/** A list. */
export type ListNode = { readonly kind: 'list'; readonly at: Position; readonly items: readonly ConfigNode[] }

/** A single value. */
export type ScalarNode = {
  readonly kind: 'scalar'
  readonly at: Position
  readonly value: string | number | boolean | null | Reference
}

/** Any part of the text. */
export type ConfigNode = MapNode | ListNode | ScalarNode

/** A way from the root to a part: names of keys, and numbers of items. */
export type ConfigPath = readonly (string | number)[]

/** A mistake before its place in the text is looked up. */
export type ConfigIssue = {
  readonly path: ConfigPath
  readonly message: string
  /** True when the key is at fault, not its value. @default false */
  readonly isKey?: boolean
  /** The key at fault where it is not the one that the path leads to. @default that of the path */
  readonly entry?: Pick<MapEntry, 'key' | 'at'>
}
