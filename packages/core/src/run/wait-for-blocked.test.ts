import { afterEach, describe, expect, it } from 'vitest'
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

describe('a failed run that does not wait for blocked targets', () => {
  const retry = { waitForBlocked: false, backoff: () => 100, maxAttempts: 3 }

  it('waits before it calls a target again', async () => {
    const { balancer, served, clock } = scene({ a: [down, { answer: 'a' }] }, { retry })
    const run = balancer.run(call)
    await clock.advance(99)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    expect(await run).toBe('a')
  })

  it.each([
    [false, ['b', 'a']],
    [true, ['b', 'a', 'b']],
  ])('fails at once where nothing but a blocked target is left: unless %s', async (waitForBlocked, asked) => {
    const { balancer, served, clock } = scene(
      { a: [down], b: [{ answer: statusError(429) }, { answer: 'b' }] },
      { strategy: first, retry: { ...retry, waitForBlocked, maxAttempts: 2, backoff: () => 60_001 } },
    )
    await balancer.run(call, { pin: 'b', maxAttempts: 1 }).catch(() => {})
    const failing = balancer.run(call).catch(() => {})
    await clock.advance(1000)
    await failing
    expect(served).toEqual(asked)
  })

  it('goes to another target when that which it waits for is blocked meanwhile', async () => {
    const { balancer, served, clock, guards } = scene(
      { a: [down], b: [{ answer: 'b' }] },
      { strategy: first, retry: { ...retry, attemptsPerTarget: 2 } },
    )
    const run = balancer.run(call)
    await clock.advance(50)
    guards.a.blockedUntil = clock.now() + 60_000
    await clock.advance(50)
    expect(await run).toBe('b')
    expect(served).toEqual(['a', 'b'])
  })

  it('waits for a place at a target that has much to do', async () => {
    const { balancer, served, clock } = scene({ a: [down, { answer: 'a' }] }, { retry })
    balancer.updateTarget('a', { concurrency: 1 })
    const run = balancer.run(call)
    await clock.advance(50)
    let finish: (answer: string) => void = () => {}
    const other = balancer.run(() => new Promise<string>((resolve) => (finish = resolve)))
    await clock.advance(200)
    expect(served).toEqual(['a'])
    finish('other')
    expect([await other, await run]).toEqual(['other', 'a'])
  })

  it('does not wait for a cooldown either, however short', async () => {
    const { balancer, served, clock } = scene(
      { a: [{ answer: statusError(429) }, { answer: 'a' }] },
      { retry },
    )
    await expect(balancer.run(call)).rejects.toThrow()
    await expect(balancer.run(call)).rejects.toMatchObject({ code: 'no-target-available' })
    expect(served).toEqual(['a'])
    await clock.advance(1000)
    expect(await balancer.run(call)).toBe('a')
  })
})
