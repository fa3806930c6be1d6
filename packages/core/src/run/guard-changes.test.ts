import { afterEach, expect, it } from 'vitest'
import { leftovers, scene } from '../balancer/test/scene.ts'
import type { Guard } from '../contracts/guard.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

it('a guard is asked when an attempt begins and when it ends: it may have no room for another one', async () => {
  const { balancer, clock } = scene({ a: [{ answer: { afterMs: 100, give: 'done' } }], b: [] })
  let calls = 0
  const one: Guard = {
    name: 'one-at-a-time',
    availableAt: (now) => (calls > 0 ? Infinity : now),
    acquire() {
      calls += 1
      return { release: () => (calls -= 1) }
    },
  }
  balancer.updateTarget('a', { guards: [one] })
  const changes: string[] = []
  balancer.on('target-blocked', ({ targetId, reason }) => changes.push(`${targetId} blocked: ${reason}`))
  balancer.on('target-available', ({ targetId }) => changes.push(`${targetId} available`))
  const run = balancer.run((vendor, attempt) => vendor.call(attempt), { pin: 'a' })
  await clock.settle()
  expect(changes).toEqual(['a blocked: one-at-a-time'])
  await clock.advance(100)
  expect(await run).toBe('done')
  expect(changes).toEqual(['a blocked: one-at-a-time', 'a available'])
})
