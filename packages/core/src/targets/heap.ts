/** Where each item of a heap is: a map, or a field of the items that no other heap uses. */
export interface HeapPlaces<Item> {
  get(item: Item): number | undefined
  set(item: Item, place: number): unknown
  delete(item: Item): unknown
}

/** Items in the order of their keys, smallest first. Adding, moving and taking one out are O(log n), looking at the first O(1). */
export class Heap<Item> {
  readonly #items: Item[] = []
  readonly #places: HeapPlaces<Item>
  readonly #keyOf: (item: Item) => number

  /**
   * @param keyOf the item's present key; call `put` whenever it has changed
   * @param places a field of the items is quicker than a map
   */
  constructor(keyOf: (item: Item) => number, places: HeapPlaces<Item> = new Map<Item, number>()) {
    this.#keyOf = keyOf
    this.#places = places
  }

  get size(): number {
    return this.#items.length
  }

  /** The item with the smallest key. */
  get first(): Item | undefined {
    return this.#items[0]
  }

  /** All items, in no order. */
  get items(): readonly Item[] {
    return this.#items
  }

  /** The first `most` of them, in the order of their keys. O(most²). */
  smallest(most: number): Item[] {
    const found: Item[] = []
    // Places of which those above have been found.
    const next = this.#items.length === 0 ? [] : [0]
    while (found.length < most && next.length > 0) {
      const place = next.reduce((one, other) => (this.#keyAt(other) < this.#keyAt(one) ? other : one))
      found.push(this.#items[place] as Item)
      const below = [2 * place + 1, 2 * place + 2].filter((one) => one < this.#items.length)
      next.splice(next.indexOf(place), 1, ...below)
    }
    return found
  }

  has(item: Item): boolean {
    return this.#places.get(item) !== undefined
  }

  /** Adds an item, or moves it to where its key belongs now. */
  put(item: Item): void {
    const place = this.#places.get(item) ?? this.#items.length
    this.#settle(item, place)
  }

  /** Takes an item out; false when it was not in. */
  delete(item: Item): boolean {
    const place = this.#places.get(item)
    if (place === undefined) return false
    this.#places.delete(item)
    const last = this.#items.pop() as Item
    if (last === item) return true
    this.#settle(last, place)
    return true
  }

  /** Puts an item where its key belongs, up or down from a place that is free. */
  #settle(item: Item, free: number): void {
    const place = this.#rise(item, free)
    this.#set(item, place)
    this.#sink(place)
  }

  #set(item: Item, place: number): void {
    this.#items[place] = item
    this.#places.set(item, place)
  }

  /** Moves larger parents down; gives the place that is free then. */
  #rise(item: Item, from: number): number {
    const key = this.#keyOf(item)
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = this.#items[above] as Item
      if (this.#keyOf(parent) <= key) break
      this.#set(parent, place)
      place = above
    }
    return place
  }

  #sink(from: number): void {
    const item = this.#items[from] as Item
    const key = this.#keyOf(item)
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below >= this.#items.length) break
      const other = below + 1
      if (other < this.#items.length && this.#keyAt(other) < this.#keyAt(below)) below = other
      if (this.#keyAt(below) >= key) break
      this.#set(this.#items[below] as Item, place)
      place = below
    }
    this.#set(item, place)
  }

  #keyAt(place: number): number {
    return this.#keyOf(this.#items[place] as Item)
  }
}
