import { expect, it } from 'vitest'
import { TimerHeap, type Timer } from './timer-heap.ts'

const timerAt = (at: number, order: number): Timer => ({ at, order, callback: () => {} })

it('gives timers by their time, and those for the same time by their order', () => {
  const heap = new TimerHeap()
  expect(heap.first).toBeUndefined()
  expect(heap.takeFirst()).toBeUndefined()
  const places = [5, 3, 8, 3, 1, 8, 2, 5].map((at, order) => timerAt(at, order))
  for (const timer of places) heap.add(timer)
  expect(heap.size).toBe(8)
  const taken: string[] = []
  while (heap.first !== undefined) {
    const { first } = heap
    expect(heap.takeFirst()).toBe(first)
    taken.push(`${first.at}/${first.order}`)
  }
  expect(taken).toEqual(['1/4', '2/6', '3/1', '3/3', '5/0', '5/7', '8/2', '8/5'])
  expect(heap.size).toBe(0)
})

it.each([
  ['few', 64, 0, 64],
  ['half of them', 66, 33, 66],
  ['less than half of them', 65, 33, 65],
  ['more than half of them', 65, 32, 32],
  ['all of many', 65, 0, 0],
])(
  'keeps cancelled timers that are %s, and the others in order: of %d with %d left %d',
  (_, count, left, kept) => {
    const heap = new TimerHeap()
    const timers = Array.from({ length: count }, (__, order) => timerAt(1000 - (order % 7), order))
    for (const timer of timers) heap.add(timer)
    for (const timer of timers.slice(left)) timer.callback = undefined
    heap.forgetCancelled(left)
    expect(heap.size).toBe(kept)
    const taken = Array.from({ length: kept }, () => heap.takeFirst()).filter(
      (timer) => timer?.callback !== undefined,
    )
    expect(taken).toEqual(timers.slice(0, left).toSorted((a, b) => a.at - b.at || a.order - b.order))
    expect(heap.first).toBeUndefined()
  },
)
