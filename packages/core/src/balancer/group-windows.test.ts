import { afterEach, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { statusError } from '../testing/scripted-client.ts'
import { grouped } from './test/groups.ts'
import { leftovers } from './test/scene.ts'
import type { TestVendor } from './test/vendor.ts'

afterEach(() => {
  expect(leftovers()).toEqual([])
})

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)

it('a group has no window of its own: those of its targets hold calls back', async () => {
  const { clock, inner, outer, served } = grouped(
    { east: { a: [{ answer: { afterMs: 1000, give: 'slow' } }, { answer: statusError(503) }], b: [] } },
    { whenUnavailable: { maxWaitMs: 500 } },
    { retry: { maxAttempts: 1 } },
  )
  const running = outer.run(call)
  await clock.settle()
  await expect(outer.run(call, { maxAttempts: 1 })).rejects.toMatchObject({ status: 503 })
  expect(inner.east.balancer.snapshot().targets[0]).toMatchObject({ id: 'a', window: 1, inFlight: 1 })
  expect(outer.snapshot().targets[0]).not.toHaveProperty('window')
  const next = outer.run(call)
  await clock.settle()
  expect(served).toEqual(['a', 'a', 'b'])
  await clock.advance(1000)
  expect([await running, await next]).toEqual(['slow', 'b'])
})
