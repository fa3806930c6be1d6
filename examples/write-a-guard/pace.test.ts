import { createBalancer } from '@llm-balancer/core'
import { createFakeClock, guardCases } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { pace, type PaceOptions } from './pace.ts'

describe.each<[string, PaceOptions]>([
  ['at most two calls at a time', { maxInFlight: 2 }],
  ['a gap between calls', { gapMs: 250 }],
  ['both', { maxInFlight: 2, gapMs: 250 }],
])('pace with %s keeps the contract', (_name, options) => {
  it.each(guardCases(() => pace(options)))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})

it('makes a run wait for its turn', async () => {
  const clock = createFakeClock(0)
  const balancer = createBalancer({
    targets: [{ id: 'only', client: 'only', guards: [pace({ gapMs: 250 })] }],
    whenUnavailable: 'wait',
    clock,
  })
  const begun: number[] = []
  const call = (): Promise<void> =>
    balancer.run(() => {
      begun.push(clock.now())
      return Promise.resolve()
    })
  const calls = Promise.all([call(), call(), call()])
  await clock.advance(1000)
  await calls
  expect(begun).toEqual([0, 250, 500])
  await balancer.close()
})

it('refuses options that make no sense', () => {
  expect(() => pace({ maxInFlight: 0 })).toThrow(
    'pace: "maxInFlight" must be a whole number within [1, ∞], got 0',
  )
  expect(() => pace({ gapms: 5 } as PaceOptions)).toThrow('did you mean "gapMs"?')
})
