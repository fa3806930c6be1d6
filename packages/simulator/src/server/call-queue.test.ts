import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ServerConditions } from '../scenario/server-conditions.ts'
import { VirtualClock } from '../time/virtual-clock.ts'
import { CallQueue } from './call-queue.ts'
import { conditionsAt, type Conditions } from './conditions-at.ts'

const conditions = (server: ServerConditions): Conditions => conditionsAt({ name: 'a', server }, 0)

function queueWith(server: ServerConditions): {
  clock: VirtualClock
  queue: CallQueue<string>
  begun: [string, number][]
} {
  const clock = new VirtualClock()
  const begun: [string, number][] = []
  const queue = new CallQueue<string>(clock, conditions(server), (call) =>
    begun.push([call, clock.elapsedMs]),
  )
  return { clock, queue, begun }
}

it('gives every call its turn at once where there is no capacity', () => {
  const { queue, begun } = queueWith({})
  for (const call of ['a', 'b', 'c']) queue.add(call)
  expect(begun).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 0],
  ])
  expect(queue.expectedWaitMs).toBe(0)
})

it('gives turns in the order of arrival, one per 1 / rate', async () => {
  const { clock, queue, begun } = queueWith({ capacity: { perSecond: 10 } })
  for (const call of ['a', 'b', 'c']) queue.add(call)
  expect(queue.expectedWaitMs).toBe(300)
  await clock.advance(250)
  queue.remove('c')
  await clock.advance(1000)
  expect(begun).toEqual([
    ['a', 100],
    ['b', 200],
  ])
})

it('gives no turn while the server is down, and goes on afterwards', async () => {
  const { clock, queue, begun } = queueWith({ capacity: { places: 1 }, down: 'hanging' })
  queue.add('a')
  await clock.advance(1000)
  expect(begun).toEqual([])
  queue.change(conditions({ capacity: { places: 1 } }))
  expect(begun).toEqual([['a', 0]])
})

it('gives up all that wait, but none that has had its turn', () => {
  const { queue, begun } = queueWith({ capacity: { places: 1 }, answerMs: 100 })
  for (const call of ['a', 'b', 'c']) queue.add(call)
  expect(queue.expectedWaitMs).toBe(200)
  expect(queue.clear()).toEqual(['b', 'c'])
  queue.remove('a')
  expect(begun.map(([call]) => call)).toEqual(['a'])
})

it('never has more calls in places than there are, and forgets none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 80 })), { maxLength: 60 }),
      async (places, calls) => {
        const clock = new VirtualClock()
        let [running, most] = [0, 0]
        const over: number[] = []
        const queue = new CallQueue<number>(clock, conditions({ capacity: { places } }), (call) => {
          running += 1
          most = Math.max(most, running)
          clock.schedule(() => {
            running -= 1
            over.push(call)
            queue.remove(call)
          }, calls[call]?.[1] ?? 0)
        })
        for (const [call, [atMs]] of calls.entries())
          clock.schedule(() => {
            queue.add(call)
          }, atMs)
        await clock.advance(Infinity)
        expect(most).toBeLessThanOrEqual(places)
        expect(over.toSorted((a, b) => a - b)).toEqual([...calls.keys()])
      },
    ),
  )
})

it('begins a turn with the first call that waits: none goes on for a queue that has become empty', async () => {
  const { clock, queue, begun } = queueWith({ capacity: { perSecond: 10 } })
  const at = (atMs: number, act: () => void): void => void clock.schedule(act, atMs)
  queue.add('given up')
  at(50, () => {
    queue.remove('given up')
  })
  at(60, () => {
    queue.add('cleared')
  })
  at(90, () => {
    queue.clear()
  })
  at(95, () => {
    queue.add('served')
  })
  await clock.advance(1000)
  expect(begun).toEqual([['served', 195]])
})

it('fills all places that become free at once', () => {
  const { queue, begun } = queueWith({ capacity: { places: 1 } })
  for (const call of ['a', 'b', 'c', 'd']) queue.add(call)
  queue.change(conditions({ capacity: { places: 3 } }))
  expect(begun.map(([call]) => call)).toEqual(['a', 'b', 'c'])
  expect(queue.expectedWaitMs).toBe(100)
})

it('lets no call wait while a place is free', () => {
  const { queue } = queueWith({ capacity: { places: 2 }, answerMs: 100 })
  expect(queue.expectedWaitMs).toBe(0)
  for (const call of ['a', 'b']) queue.add(call)
  expect(queue.expectedWaitMs).toBe(0)
  queue.add('c')
  expect(queue.expectedWaitMs).toBe(50)
})
