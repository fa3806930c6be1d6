import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Heap } from './heap.ts'

interface Item {
  key: number
}

/** Takes everything out, first things first. */
function drain(heap: Heap<Item>): number[] {
  const keys: number[] = []
  for (let { first } = heap; first !== undefined; { first } = heap) {
    keys.push(first.key)
    heap.delete(first)
  }
  return keys
}

describe('a heap', () => {
  it('has no first item while it is empty', () => {
    const heap = new Heap<Item>(({ key }) => key)
    expect(heap.first).toBeUndefined()
    expect(heap.size).toBe(0)
    expect(heap.delete({ key: 1 })).toBe(false)
  })

  it('moves an item to where its changed key belongs, up and down', () => {
    const heap = new Heap<Item>(({ key }) => key)
    const items = [5, 1, 4, 2, 3].map((key) => ({ key }))
    for (const item of items) heap.put(item)
    const [five, one] = items as [Item, Item]
    one.key = 6
    heap.put(one)
    expect(heap.first?.key).toBe(2)
    five.key = 0
    heap.put(five)
    expect(heap.first).toBe(five)
    expect(heap.size).toBe(5)
    expect(drain(heap)).toEqual([0, 2, 3, 4, 6])
  })

  it('says what is in it', () => {
    const heap = new Heap<Item>(({ key }) => key)
    const [inside, outside] = [{ key: 1 }, { key: 1 }]
    heap.put(inside)
    expect(heap.has(inside)).toBe(true)
    expect(heap.has(outside)).toBe(false)
    expect(heap.delete(outside)).toBe(false)
    expect(heap.delete(inside)).toBe(true)
    expect(heap.items).toEqual([])
  })

  it('gives its items in the order of their keys after any changes, infinite keys last', () => {
    const key = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Infinity))
    const change = fc.record({ item: fc.nat(15), key, isOut: fc.boolean() })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const items = Array.from({ length: 16 }, () => ({ key: 0 }))
        const inside = new Set<Item>()
        const heap = new Heap<Item>((item) => item.key)
        for (const { item: place, key: wanted, isOut } of changes) {
          const item = items[place] as Item
          if (isOut) expect(heap.delete(item)).toBe(inside.delete(item))
          else {
            item.key = wanted
            heap.put(item)
            inside.add(item)
          }
          expect(heap.size).toBe(inside.size)
          expect(heap.first?.key).toBe(
            inside.size === 0 ? undefined : Math.min(...[...inside].map((one) => one.key)),
          )
        }
        const keys = [...inside].map((one) => one.key)
        const inOrder = keys.sort((one, other) => (one < other ? -1 : Number(one > other)))
        for (const most of [0, 1, 5, 100])
          expect(heap.smallest(most).map((one) => one.key)).toEqual(inOrder.slice(0, most))
        expect(drain(heap)).toEqual(inOrder)
      }),
    )
  })

  it('may keep the place of an item in the item itself', () => {
    const items = [3, 1, 2].map((key) => ({ key, place: undefined as number | undefined }))
    const heap = new Heap<(typeof items)[number]>(({ key }) => key, {
      get: ({ place }) => place,
      set: (item, place) => (item.place = place),
      delete: (item) => (item.place = undefined),
    })
    for (const item of items) heap.put(item)
    expect(items.map(({ place }) => place)).toEqual([1, 0, 2])
    expect(drain(heap as unknown as Heap<Item>)).toEqual([1, 2, 3])
    expect(items.map(({ place }) => place)).toEqual([undefined, undefined, undefined])
  })
})
