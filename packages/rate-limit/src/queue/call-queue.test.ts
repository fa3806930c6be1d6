import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { CallQueue } from './call-queue.ts'
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
