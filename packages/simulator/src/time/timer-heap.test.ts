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

it('drops what is cancelled, and keeps the rest in order', () => {
  const heap = new TimerHeap()
  const timers = [9, 7, 5, 7, 3].map((at, order) => timerAt(at, order))
  for (const timer of timers) heap.add(timer)
  for (const place of [2, 4]) Object.assign(timers[place] ?? {}, { callback: undefined })
  expect(heap.size).toBe(5)
  heap.compact()
  expect(heap.size).toBe(3)
  expect([heap.takeFirst(), heap.takeFirst(), heap.takeFirst()]).toEqual([timers[1], timers[3], timers[0]])
})
