import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import { over } from '../balancer/test/groups.ts'
import { first } from '../balancer/test/first.ts'
import { chunkRules, leftovers, read, scene, type GuardLog, type Scene } from '../balancer/test/scene.ts'
import { statusError } from '../testing/scripted-client.ts'
import { hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'

const call = (vendor: TestVendor, attempt: Attempt) => vendor.call(attempt)
const open = (vendor: TestVendor, attempt: Attempt) => vendor.stream(attempt)
const hangs: VendorStep = { answer: hang }
const takes = (afterMs: number): VendorStep => ({ answer: { afterMs, give: 'late' } })

type Options = Parameters<typeof scene>[1]
const made = (steps: readonly VendorStep[], options: Options = {}): Scene<'a'> =>
  scene({ a: steps }, { strategy: first, ...options })
const heard = (guard: GuardLog) =>
  guard.released.map((outcome) => (outcome.type === 'failure' ? outcome.kind : outcome.type))

/** Runs one call that is cut off after a time, with what the guard then heard last. */
async function cutOff(
  { balancer, clock, guards }: Scene<'a'>,
  options: RunOptions,
  ms: number,
): Promise<string | undefined> {
  const run = balancer.run(call, { maxAttempts: 1, ...options }).catch((error: unknown) => error)
  await clock.advance(ms)
  expect(await run).toBeInstanceOf(Error)
  return heard(guards.a).at(-1)
}

/** Lets the target answer after so many ms. */
async function learn({ balancer, clock }: Scene<'a'>, ms: number): Promise<void> {
  const run = balancer.run(call)
  await clock.advance(ms)
  await run
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

it.each([
  [0, 'balancer: no answer within the deadline of 100 ms'],
  [1, 'balancer: no answer within the deadline of 100 ms after 1 failed attempt'],
  [2, 'balancer: no answer within the deadline of 100 ms after 2 failed attempts'],
])('a run that ends at its deadline tells of %i failed attempts', async (count, message) => {
  const fails: VendorStep = { answer: statusError(500) }
  const steps = [...Array.from({ length: count }, () => fails), hangs]
  const { balancer, clock } = made(steps, { retry: { backoff: () => 10 } })
  const run = balancer.run(call, { deadlineMs: 100 }).catch((error: unknown) => error)
  await clock.advance(100)
  expect(await run).toMatchObject({ code: 'deadline-exceeded', message })
})

describe('a caller who gives a call less time than the target and the balancer do', () => {
  it.each([
    ['deadlineMs', { deadlineMs: 20 }],
    ['attemptMs', { timeouts: { attemptMs: 20 } }],
  ] as const)('by %s does not charge a target that has not answered yet', async (_, options) => {
    expect(await cutOff(made([hangs]), options, 20)).toBe('neutral')
  })

  it.each([
    ['deadlineMs', (ms: number) => ({ deadlineMs: ms })],
    ['attemptMs', (ms: number) => ({ timeouts: { attemptMs: ms } })],
  ])('by %s charges it once it has had three times as long as it usually takes', async (_, options) => {
    const scripted = made([takes(100), hangs, hangs])
    await learn(scripted, 100)
    expect(await cutOff(scripted, options(299), 299)).toBe('neutral')
    expect(await cutOff(scripted, options(300), 300)).toBe('timeout')
  })

  it('takes the target away from no other caller: its window is left as it is', async () => {
    const scripted = made([...Array.from({ length: 15 }, () => hangs)])
    for (let count = 0; count < 15; count += 1) await cutOff(scripted, { deadlineMs: 20 }, 20)
    expect(heard(scripted.guards.a)).toEqual(Array.from({ length: 15 }, () => 'neutral'))
    expect(scripted.balancer.snapshot().targets[0]).not.toHaveProperty('window')
    await expect(scripted.balancer.run(call)).resolves.toBe('a')
  })

  it('is patient when the time is no shorter than the target allows', async () => {
    const scripted = made([hangs, hangs], { timeouts: { attemptMs: 500 } })
    expect(await cutOff(scripted, { timeouts: { attemptMs: 500 } }, 500)).toBe('timeout')
    scripted.balancer.updateTarget('a', { timeouts: { attemptMs: 200 } })
    expect(await cutOff(scripted, { timeouts: { attemptMs: 300 } }, 300)).toBe('timeout')
  })

  it('still charges a target after the time that the balancer would have allowed', async () => {
    const scripted = made([takes(1000), hangs], { timeouts: { attemptMs: 2000, deadlineMs: 10_000 } })
    await learn(scripted, 1000)
    // The balancer allows less than three times the usual time.
    scripted.balancer.updateTarget('a', { timeouts: { attemptMs: 5000 } })
    expect(await cutOff(scripted, { deadlineMs: 2500 }, 2500)).toBe('timeout')
  })

  it('is judged by streams for streams, and by plain calls for plain calls', async () => {
    const slow: VendorStep = { stream: [{ afterMs: 100, give: 'one' }, '.'] }
    const scripted = made([takes(1000), slow, { stream: [hang] }, hangs], {
      timeouts: { firstContentMs: 60_000 },
    })
    await learn(scripted, 1000)
    const { balancer, clock, guards } = scripted
    const learning = read(balancer.stream(open, chunkRules))
    await clock.advance(100)
    await learning
    const stream = read(
      balancer.stream(open, { ...chunkRules, maxAttempts: 1, timeouts: { firstContentMs: 300 } }),
    )
    await clock.advance(300)
    await stream
    expect(heard(guards.a).at(-1)).toBe('timeout')
    expect(await cutOff(scripted, { timeouts: { attemptMs: 300 } }, 300)).toBe('neutral')
  })
})

describe('the clocks of the balancer and of the target', () => {
  it.each<[string, Options]>([
    ['an attempt', { timeouts: { attemptMs: 20 } }],
    ['a deadline', { timeouts: { deadlineMs: 20 } }],
  ])('charge the target: %s', async (_, options) => {
    expect(await cutOff(made([hangs], options), {}, 20)).toBe('timeout')
  })

  it('charge the target: a clock of its own', async () => {
    const scripted = made([hangs])
    scripted.balancer.updateTarget('a', { timeouts: { attemptMs: 20 } })
    expect(await cutOff(scripted, {}, 20)).toBe('timeout')
  })

  it('make its window smaller', async () => {
    const { balancer, clock } = made([hangs, hangs, hangs], { timeouts: { attemptMs: 20 } })
    const runs = [1, 2, 3].map(() => balancer.run(call, { maxAttempts: 1 }).catch(() => {}))
    await clock.advance(20)
    await Promise.all(runs)
    expect(balancer.snapshot().targets[0]).toMatchObject({ window: 1 })
  })
})

describe('a deadline that reaches a group', () => {
  const grouped = (steps: readonly VendorStep[], outerOptions: Options = {}, innerOptions: Options = {}) => {
    const inner = made(steps, innerOptions)
    return { inner, outer: over(inner.clock, { group: inner }, { strategy: { ...first }, ...outerOptions }) }
  }

  it('from the outer balancer charges the inner target', async () => {
    const { inner, outer } = grouped([hangs], { timeouts: { deadlineMs: 100 } })
    const failed = expect(outer.run(call, { maxAttempts: 1 })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    })
    await inner.clock.advance(100)
    await failed
    expect(heard(inner.guards.a)).toEqual(['timeout'])
  })

  it('from a caller in a hurry charges neither the inner target nor the group', async () => {
    const { inner, outer } = grouped([hangs], { timeouts: { deadlineMs: 10_000 } })
    const failed = expect(outer.run(call, { maxAttempts: 1, deadlineMs: 20 })).rejects.toMatchObject({
      code: 'deadline-exceeded',
    })
    await inner.clock.advance(20)
    await failed
    expect(heard(inner.guards.a)).toEqual(['neutral'])
    expect(outer.snapshot().targets[0]).toMatchObject({ neutral: 1, failures: 0 })
  })

  it('of an attempt that its caller made shorter charges neither', async () => {
    const { inner, outer } = grouped([hangs])
    const failed = expect(
      outer.run(call, { maxAttempts: 1, timeouts: { attemptMs: 20 } }),
    ).rejects.toBeDefined()
    await inner.clock.advance(20)
    await failed
    expect(heard(inner.guards.a)).toEqual(['neutral'])
    expect(outer.snapshot().targets[0]).toMatchObject({ neutral: 1, failures: 0 })
  })
})
