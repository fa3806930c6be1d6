import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { CallQueue } from './call-queue.ts'
import type { Reservation } from '../contracts/rate-limiter.ts'
import type { WaitingCall } from './waiting-call.ts'

it('loses no other call when one leaves that does not wait any more', async () => {
  const refused: string[] = []
  const clock = createFakeClock()
  const queue = new CallQueue({
    clock,
    availableAt: () => Infinity,
    reserve: () => null,
    isEndless: () => false,
  })
  const join = (name: string): WaitingCall => {
    const call: WaitingCall = {
      ...{ cost: {}, priority: 0, giveUpAt: clock.now() + 1000, firstFrom: Infinity },
      begin() {
        throw new Error(`${name} may not begin`)
      },
      refuse: () => refused.push(name),
    }
    queue.join(call)
    return call
  }
  const [first] = ['first', 'second', 'third'].map(join)
  if (first === undefined) throw new Error('no call waits')
  queue.leave(first)
  queue.leave(first)
  expect(queue.size).toBe(2)
  await clock.advance(1000)
  expect([refused, queue.size, clock.pending]).toEqual([['second', 'third'], 0, 0])
})

describe('a queue of many calls', () => {
  const scene = () => {
    const clock = createFakeClock()
    const state = { room: 0, asked: 0 }
    const begun: string[] = []
    const refused: string[] = []
    const reserved = (): Reservation => {
      state.room -= 1
      return {} as Reservation
    }
    const queue = new CallQueue({
      clock,
      availableAt: () => Infinity,
      reserve: () => (state.room > 0 ? reserved() : null),
      isEndless: () => false,
    })
    const join = (name: string, deadlineMs: number): WaitingCall => {
      const at = clock.now() + deadlineMs
      const call: WaitingCall = {
        ...{ cost: {}, priority: 0, firstFrom: Infinity },
        get giveUpAt() {
          state.asked += 1
          return at
        },
        begin: () => begun.push(name),
        refuse: () => refused.push(name),
      }
      queue.join(call)
      return call
    }
    return { clock, queue, state, begun, refused, join }
  }

  it('asks each of them about its time a few times, however many wait', () => {
    const { queue, state, begun, join } = scene()
    const count = 500
    for (let name = 0; name < count; name += 1) join(String(name), 1000)
    for (let name = 0; name < count; name += 1) {
      state.room = 1
      queue.look()
    }
    expect(begun).toHaveLength(count)
    expect(state.asked).toBeLessThan(4 * count)
  })

  it('refuses each of them in time, also after those that would have been refused first have begun', async () => {
    const { clock, queue, state, begun, refused, join } = scene()
    join('a', 100)
    join('b', 300)
    join('c', 200)
    state.room = 1
    queue.look()
    expect(begun).toEqual(['a'])
    await clock.advance(100)
    expect(refused).toEqual([])
    await clock.advance(100)
    expect(refused).toEqual(['c'])
    await clock.advance(99)
    expect(refused).toEqual(['c'])
    await clock.advance(1)
    expect([refused, queue.size, clock.pending]).toEqual([['c', 'b'], 0, 0])
  })
})
