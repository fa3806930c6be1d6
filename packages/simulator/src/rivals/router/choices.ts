import type { Random } from '@llm-balancer/core'

/** The places 0 … count − 1. */
export function places(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place)
}

/** The places that a call has not tried, where there are any; else all of them. */
export function untried(all: readonly number[], tried: readonly number[]): readonly number[] {
  if (tried.length === 0) return all
  const left = all.filter((place) => !tried.includes(place))
  return left.length > 0 ? left : all
}

/** One of several, all equally likely; undefined when there is none. */
export function anyOf<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)]
}

/** One of several, in proportion to their weights; with no weight above 0 any of them. */
export function weightedOf<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  random: Random,
): Item | undefined {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0)
  if (total <= 0) return anyOf(items, random)
  let drawn = random() * total
  for (const item of items) {
    drawn -= weightOf(item)
    if (drawn < 0) return item
  }
  return items.at(-1)
}

/** The item with the least value; of several with the same value any. */
export function leastOf<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => number,
  random: Random,
): Item | undefined {
  let best: Item | undefined
  let [least, ties] = [Infinity, 0]
  for (const item of items) {
    const value = valueOf(item)
    if (value > least || Number.isNaN(value)) continue
    ties = value === least ? ties + 1 : 1
    if (ties === 1 || random() * ties < 1) best = item
    least = value
  }
  return best
}

/** The better of two drawn at random, which are never the same (Mitzenmacher, "The power of two choices", 2001). */
export function betterOfTwo<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => number,
  random: Random,
): Item | undefined {
  if (items.length < 2) return items[0]
  const first = Math.floor(random() * items.length)
  const drawn = Math.floor(random() * (items.length - 1))
  const [a, b] = [items[first], items[drawn >= first ? drawn + 1 : drawn]]
  return a !== undefined && b !== undefined && valueOf(b) < valueOf(a) ? b : a
}
