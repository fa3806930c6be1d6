/** What is known of a list of words that cannot change. */
interface KnownList {
  readonly key: string
  readonly words: ReadonlySet<string>
}

const known = new WeakMap<object, KnownList>()
let count = 0

/** Shorter lists are told apart by their words: calls that are given the same ones share what is made for them. */
const manyWords = 32

/**
 * Gives a list that cannot change any more: the given one when it is long and frozen, with a key and a set of its words that are made
 * once, so that calls that are given it again cost no more than those with one word; a copy of any other.
 */
export function lastingList(list: readonly string[]): readonly string[] {
  if (list.length < manyWords || !Object.isFrozen(list)) return [...list]
  count += 1
  known.set(list, { key: `list ${count}`, words: new Set(list) })
  return list
}

/** True for a list that was checked before and cannot have changed. */
export function isKnownList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && known.has(value)
}

/** What tells a list from others: its words, or its number when they are many. */
export function listKey(list: readonly string[]): string | readonly string[] {
  return known.get(list)?.key ?? list
}

/** True when a word is in the list. */
export function hasWord(list: readonly string[], word: string): boolean {
  return known.get(list)?.words.has(word) ?? list.includes(word)
}
