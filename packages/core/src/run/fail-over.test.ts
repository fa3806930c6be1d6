import { afterEach, expect, it } from 'vitest'
import { first } from '../balancer/test/first.ts'
import { leftovers, scene } from '../balancer/test/scene.ts'
import type { TestVendor, VendorStep } from '../balancer/test/vendor.ts'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const down: VendorStep = { answer: statusError(500) }

afterEach(() => {
  expect(leftovers()).toEqual([])
})

/** A budget that notes what is taken from it and given back. */
const noted = () => {
  const taken: string[] = []
  return {
    taken,
    budget: {
      remaining: 0,
      withdraw: (charge: string) => (taken.push(`-${charge}`), true),
      deposit: (charge: string) => void taken.push(`+${charge}`),
    },
  }
}

it('a run fails over to a target that has failed others without waiting', async () => {
  const { balancer, served, clock } = scene(
    { a: [down, { answer: 'a' }], b: [down, { answer: 'b' }] },
    { strategy: first },
  )
  await balancer.run(call, { pin: 'b', maxAttempts: 1 }).catch(() => {})
  const waits: string[] = []
  balancer.on('run-waited', ({ cause }) => waits.push(cause))
  const start = clock.now()
  expect(await balancer.run(call)).toBe('b')
  expect(served).toEqual(['b', 'a', 'b'])
  expect(waits).toEqual([])
  expect(clock.now()).toBe(start)
})

it('a charge that was given back is not given back again with a success', async () => {
  const { taken, budget } = noted()
  const { balancer, served, clock, guards } = scene(
    { a: [down, { answer: 'a' }], b: [down] },
    { strategy: first, retry: { budget } },
  )
  await balancer.run(call, { pin: 'b', maxAttempts: 1 }).catch(() => {})
  guards.b.refuses = true
  const run = balancer.run(call, { maxAttempts: 2 })
  await clock.advance(1000)
  expect(await run).toBe('a')
  expect(served).toEqual(['b', 'a', 'a'])
  // Failing over was in vain; the retry was not.
  expect(taken).toEqual(['-transient', '+transient', '-transient', '+transient'])
})
