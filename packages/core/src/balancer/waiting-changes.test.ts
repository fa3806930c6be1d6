import { afterEach, expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import { statusError } from '../testing/scripted-client.ts'
import { GuardLog, leftovers, scene } from './test/scene.ts'
import type { VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const limited: VendorStep = { answer: statusError(429, { headers: { 'retry-after': '30' } }) }

it('a run that waits ends when its last target is drained, and at once', async () => {
  const { balancer, clock, served } = scene({ a: [] }, { whenUnavailable: { maxWaitMs: 10_000 } })
  const guard = new GuardLog()
  guard.blockedUntil = clock.now() + 5000
  balancer.updateTarget('a', { guards: [guard] })
  const start = clock.now()
  const run = balancer.run((vendor, attempt) => vendor.call(attempt)).catch((error: unknown) => error)
  await clock.advance(100)
  balancer.updateTarget('a', { weight: 0 })
  expect(await run).toMatchObject({
    code: 'no-target-available',
    considered: [{ id: 'a', reason: 'drained' }],
  })
  expect(clock.now() - start).toBe(100)
  expect(served).toEqual([])
})

it('a run that waits is served as soon as its target is reinstated', async () => {
  const { balancer, clock, served } = scene({ a: [limited] }, { whenUnavailable: { maxWaitMs: 60_000 } })
  await balancer.run((vendor, attempt) => vendor.call(attempt), { maxAttempts: 1 }).catch(() => {})
  const start = clock.now()
  const run = balancer.run((vendor, attempt) => vendor.call(attempt))
  await clock.advance(100)
  expect(served).toEqual(['a'])
  balancer.reinstateTarget('a')
  expect(await run).toBe('a')
  expect(clock.now() - start).toBe(100)
})

it('a run that waits has its trial of a circuit at once when the cooldown before that is lifted', async () => {
  const { balancer, clock, served } = scene({ a: [limited] }, { whenUnavailable: { maxWaitMs: 60_000 } })
  let openUntil = 0
  const circuit: Guard = {
    name: 'circuit-open',
    availableAt: () => openUntil,
    acquire: () => (openUntil > 0 ? null : { release: () => (openUntil = clock.now() + 50_000) }),
    trial: () => ({ release: () => {} }),
    onChange: () => () => {},
  }
  balancer.updateTarget('a', { guards: [circuit] })
  await balancer.run((vendor, attempt) => vendor.call(attempt), { maxAttempts: 1 }).catch(() => {})
  const run = balancer.run((vendor, attempt) => vendor.call(attempt))
  await clock.advance(1000)
  expect(served).toEqual(['a'])
  balancer.reinstateTarget('a', { scope: 'key' })
  await clock.settle()
  expect(served).toEqual(['a', 'a'])
  expect(await run).toBe('a')
})

it('a run waits for a target that comes back in the last moment it may wait for', async () => {
  const { balancer, clock } = scene({ a: [] }, { whenUnavailable: { maxWaitMs: 400 } })
  const guard = new GuardLog()
  guard.blockedUntil = clock.now() + 400
  balancer.updateTarget('a', { guards: [guard] })
  const run = balancer.run((vendor, attempt) => vendor.call(attempt))
  await clock.advance(400)
  expect(await run).toBe('a')
  guard.blockedUntil = clock.now() + 401
  const late = balancer.run((vendor, attempt) => vendor.call(attempt))
  await expect(late).rejects.toMatchObject({ code: 'no-target-available', retryAfterMs: 401 })
})

it('a run that waits to call its only target again is not ended by a change of it', async () => {
  const { balancer, clock, served } = scene({ a: [{ answer: statusError(500) }, { answer: 'better' }] })
  const run = balancer.run((vendor, attempt) => vendor.call(attempt))
  await clock.settle()
  expect(served).toEqual(['a'])
  balancer.updateTarget('a', { priority: 1 })
  await clock.advance(10_000)
  expect(await run).toBe('better')
})
