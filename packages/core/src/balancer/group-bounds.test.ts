import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { grouped } from './test/groups.ts'
import { GuardLog, leftovers, WatchedSignal } from './test/scene.ts'
import { hang, type TestVendor, type VendorStep } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)

describe('the bounds of an outer run', () => {
  it('reach the inner attempts: an abort ends all levels, neutral', async () => {
    const caller = new WatchedSignal()
    const guard = new GuardLog()
    const { clock, inner, outer } = grouped({ east: { a: [{ answer: hang }] } }, { guards: () => [guard] })
    const run = outer.run(call, { signal: caller.signal }).catch((error: unknown) => error)
    await clock.settle()
    caller.abort('enough')
    expect(await run).toBe('enough')
    expect(inner.east.vendors['a']?.attempts[0]?.signal.reason).toBe('enough')
    expect(inner.east.guards['a']?.released).toMatchObject([{ type: 'neutral' }])
    expect(guard.released).toMatchObject([{ type: 'neutral' }])
    expect(inner.east.balancer.snapshot().runs).toMatchObject({ cancelled: 1 })
  })

  it('include the deadline: the inner attempts see what is left of it', async () => {
    const slow: VendorStep = { answer: { afterMs: 300, give: statusError(500) } }
    const { clock, inner, outer } = grouped({ east: { a: [slow] }, west: { c: [{ answer: hang }] } })
    const run = outer.run(call, { deadlineMs: 500 }).catch((error: unknown) => error)
    await clock.advance(300)
    expect(inner.east.vendors['a']?.attempts[0]?.remainingMs).toBe(500)
    expect(inner.west.vendors['c']?.attempts[0]?.remainingMs).toBe(200)
    await clock.advance(200)
    expect(await run).toMatchObject({ code: 'deadline-exceeded', deadlineMs: 500 })
  })

  it.each([
    ['when the outer run has none', undefined],
    ['when the outer run has a longer one', 900],
  ])('leave a group its own, shorter deadline %s', async (_, deadlineMs) => {
    const { clock, outer, served } = grouped(
      { east: { a: [{ answer: hang }] }, west: { c: [] } },
      {},
      { timeouts: { deadlineMs: 200 } },
    )
    const run = outer.run(call, { deadlineMs })
    await clock.advance(200)
    expect(await run).toBe('c')
    expect(served).toEqual(['a', 'c'])
  })

  it('include the clocks that the call sets, for each inner attempt, not for the group as a whole', async () => {
    const slow: VendorStep = { answer: { afterMs: 60, give: 'slow' } }
    const { clock, outer, served } = grouped({ east: { a: [{ answer: hang }], b: [slow] } })
    const run = outer.run(call, { timeouts: { attemptMs: 100 } })
    await clock.advance(160)
    expect(await run).toBe('slow')
    expect(served).toEqual(['a', 'b'])
  })

  it('do not include the clocks of the outer balancer, which are meant for single targets', async () => {
    const slow: VendorStep = { answer: { afterMs: 60, give: 'slow' } }
    const { clock, outer, served } = grouped(
      { east: { a: [slow] }, west: { c: [] } },
      { timeouts: { attemptMs: 50 } },
    )
    const run = outer.run(call)
    await clock.advance(60)
    expect(await run).toBe('slow')
    expect(served).toEqual(['a'])
  })

  it('leave the clocks of attempts to the group, unless the outer target has some of its own', async () => {
    const { clock, inner, outer, served } = grouped(
      { east: { a: [{ answer: hang }], b: [{ answer: hang }] }, west: { c: [] } },
      { timeouts: { attemptMs: 50 } },
      { timeouts: { attemptMs: 300 } },
    )
    outer.updateTarget('east', { timeouts: { attemptMs: 450 } })
    const run = outer.run(call)
    await clock.advance(299)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    expect(served).toEqual(['a', 'b'])
    await clock.advance(150)
    expect(await run).toBe('c')
    expect(inner.east.guards['b']?.released).toMatchObject([{ type: 'neutral' }])
  })
})

describe('the waiting of a group', () => {
  const broken: VendorStep = { answer: statusError(500) }
  const limited: VendorStep = { answer: statusError(429, { headers: { 'retry-after': '3' } }) }

  it('is left to the outer balancer, which knows who can serve at once', async () => {
    const { clock, outer, served } = grouped({ east: { a: [limited] }, west: { c: [] } })
    const began = clock.now()
    expect(await outer.run(call)).toBe('c')
    expect(served).toEqual(['a', 'c'])
    expect(clock.now()).toBe(began)
  })

  it('is done by the outer balancer, as long as the inner target says, when there is no other target', async () => {
    const { clock, outer, served } = grouped({ east: { a: [limited] } })
    const run = outer.run(call)
    await clock.advance(2999)
    expect(outer.snapshot().runs.waiting).toBe(1)
    expect(served).toEqual(['a'])
    await clock.advance(1)
    expect(await run).toBe('a')
  })

  it('in the queue is done by the outer balancer as well', async () => {
    const { inner, outer, served } = grouped(
      { east: { a: [] }, west: { c: [] } },
      {},
      { whenUnavailable: 'wait' },
    )
    const guard = inner.east.guards['a']
    if (guard !== undefined) guard.refuses = true
    expect(await outer.run(call)).toBe('c')
    expect(served).toEqual(['c'])
  })

  it('between attempts on one target stays inside, where the group asks for it', async () => {
    const retry = { attemptsPerTarget: 2, backoff: () => 700 }
    const { clock, outer, served } = grouped({ east: { a: [broken] }, west: { c: [] } }, {}, { retry })
    const run = outer.run(call)
    await clock.advance(700)
    expect(await run).toBe('a')
    expect(served).toEqual(['a', 'a'])
  })
})
