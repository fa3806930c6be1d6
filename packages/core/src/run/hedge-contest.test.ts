import { afterEach, describe, expect, it } from 'vitest'
import { leftovers, scene, WatchedSignal, type Scene } from '../balancer/test/scene.ts'
import { deaf, hang, type TestVendor, type VendorStep } from '../balancer/test/vendor.ts'
import type { Attempt } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import { DeadlineExceededError } from '../errors/run-errors.ts'
import { statusError } from '../testing/scripted-client.ts'

const call = (vendor: TestVendor, attempt: Attempt): Promise<string> => vendor.call(attempt)
const after = (afterMs: number, give: string | Error): VendorStep => ({ answer: { afterMs, give } })
const hangs: VendorStep = { answer: hang }
const hedge = { afterMs: 100 } as const

/** Targets in the order in which they are asked; runs are hedged after 100 ms. */
const made = <Id extends string>(scripts: Readonly<Record<Id, readonly VendorStep[]>>): Scene<Id> =>
  scene(scripts, { hedge })

/** A run whose failure comes as a value. */
const begin = <Id extends string>({ balancer }: Scene<Id>, options: RunOptions = {}): Promise<unknown> =>
  balancer.run(call, options).catch((error: unknown) => error)

const outcomes = ({ balancer }: Scene<string>): string[] =>
  balancer.snapshot().targets.map(({ id, successes, failures, neutral, inFlight }) => {
    expect(inFlight).toBe(0)
    return `${id}: ${successes} ${failures} ${neutral}`
  })

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a run that is hedged', () => {
  it('is served by the first target when that answers in time, with one call and one timer', async () => {
    const scripted = made({ a: [after(99, 'first')], b: [] })
    const answer = begin(scripted)
    await scripted.clock.settle()
    // The attempt's own clock, and that of the hedge.
    expect(scripted.clock.pending).toBe(3)
    await scripted.clock.advance(200)
    expect(await answer).toBe('first')
    expect(scripted.served).toEqual(['a'])
  })

  it('asks another target once the time is up, and takes the answer that comes first', async () => {
    const scripted = made({ a: [after(500, 'slow')], b: [after(50, 'quick')], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(99)
    expect(scripted.served).toEqual(['a'])
    await scripted.clock.advance(51)
    expect(await answer).toBe('quick')
    expect(scripted.served).toEqual(['a', 'b'])
    expect(scripted.vendors.a.attempts[0]?.signal.aborted).toBe(true)
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 1 0 0', 'c: 0 0 0'])
    expect(scripted.guards.a.released).toEqual([{ type: 'neutral', beaten: true, durationMs: 150 }])
  })

  it('ends the hedge when the first target is faster after all', async () => {
    const scripted = made({ a: [after(150, 'first')], b: [hangs] })
    const answer = begin(scripted)
    await scripted.clock.advance(150)
    expect(await answer).toBe('first')
    expect(outcomes(scripted)).toEqual(['a: 1 0 0', 'b: 0 0 1'])
    expect(scripted.vendors.b.attempts[0]?.signal.aborted).toBe(true)
  })

  it('gives one answer when both come at the same time', async () => {
    const scripted = made({ a: [after(150, 'first')], b: [after(50, 'second')] })
    const answer = begin(scripted)
    await scripted.clock.advance(150)
    expect(await answer).toBe('first')
    expect(outcomes(scripted)).toEqual(['a: 1 0 0', 'b: 0 0 1'])
  })

  it('never makes a third attempt beside the two', async () => {
    const scripted = made({ a: [hangs], b: [after(5000, 'late')], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(5100)
    expect(await answer).toBe('late')
    expect(scripted.served).toEqual(['a', 'b'])
  })

  it('has both attempts in its trail and its events, the hedge named, and the usage of the one that was beaten', async () => {
    const scripted = made({ a: [hangs], b: [] })
    const running = scripted.balancer.runWithTrail((vendor, attempt) => {
      attempt.report({ usage: { inputTokens: 7 } })
      return vendor.call(attempt)
    })
    await scripted.clock.advance(100)
    const { value, target, attempts } = await running
    expect([value, target.id]).toEqual(['b', 'b'])
    expect(attempts).toMatchObject([
      {
        number: 1,
        targetId: 'a',
        outcome: { type: 'neutral', beaten: true, durationMs: 100, usage: { inputTokens: 7 } },
        error: { name: 'AbortError', message: 'another attempt of the run has answered first' },
      },
      { number: 2, targetId: 'b', hedge: true, outcome: { type: 'success' } },
    ])
    expect(attempts[0]).not.toHaveProperty('hedge')
    expect(attempts[1]?.picked).toMatchObject({
      strategy: 'failover',
      candidates: [{ id: 'b' }],
      excluded: [{ id: 'a', reason: 'called' }],
    })
    expect(scripted.balancer.snapshot().targets[0]?.usage.inputTokens).toBe(7)
    const told = scripted.events.filter((event) => 'attempt' in event)
    expect(told.map((event) => [event.type, event.targetId, 'hedge' in event])).toEqual([
      ['target-picked', 'a', false],
      ['attempt-started', 'a', false],
      ['target-picked', 'b', true],
      ['attempt-started', 'b', true],
      ['attempt-neutral', 'a', false],
      ['attempt-succeeded', 'b', true],
    ])
  })
})

describe('a run that is hedged, when an attempt fails', () => {
  const broken = statusError(500)

  it('fails over without a hedge when the first fails before the time is up', async () => {
    const scripted = made({ a: [after(50, broken)], b: [after(80, 'second')], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(130)
    expect(await answer).toBe('second')
    expect(scripted.served).toEqual(['a', 'b'])
    expect(scripted.events.filter((event) => 'hedge' in event)).toEqual([])
  })

  it('hedges a later attempt as well', async () => {
    const scripted = made({ a: [{ answer: broken }], b: [hangs], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(100)
    expect(await answer).toBe('c')
  })

  it('waits for the hedge when the first fails, and asks no third target', async () => {
    const scripted = made({ a: [after(150, broken)], b: [after(100, 'hedge')], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(160)
    expect(scripted.served).toEqual(['a', 'b'])
    await scripted.clock.advance(40)
    expect(await answer).toBe('hedge')
    expect(outcomes(scripted)).toEqual(['a: 0 1 0', 'b: 1 0 0', 'c: 0 0 0'])
  })

  it('waits for the first when the hedge fails', async () => {
    const scripted = made({ a: [after(300, 'first')], b: [{ answer: broken }], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(300)
    expect(await answer).toBe('first')
    expect(scripted.served).toEqual(['a', 'b'])
    expect(outcomes(scripted)).toEqual(['a: 1 0 0', 'b: 0 1 0', 'c: 0 0 0'])
  })

  it('asks a third target when both have failed', async () => {
    const scripted = made({ a: [after(150, broken)], b: [after(100, broken)], c: [] })
    const answer = begin(scripted)
    await scripted.clock.advance(200)
    expect(await answer).toBe('c')
    expect(scripted.served).toEqual(['a', 'b', 'c'])
  })

  it('fails with both errors when nothing is left', async () => {
    const scripted = made({ a: [after(150, broken)], b: [after(100, statusError(502))] })
    const error = begin(scripted, { maxAttempts: 2 })
    await scripted.clock.advance(200)
    expect(await error).toMatchObject({
      code: 'all-targets-failed',
      attempts: [
        { number: 1, targetId: 'a', status: 500 },
        { number: 2, targetId: 'b', status: 502 },
      ],
    })
  })

  it('counts the hedge as one of the most attempts that it may make', async () => {
    const scripted = made({ a: [hangs, hangs], b: [after(50, broken)], c: [] })
    const one = begin(scripted, { maxAttempts: 1, timeouts: { attemptMs: 300 } })
    await scripted.clock.advance(300)
    expect(await one).toMatchObject({ kind: 'timeout' })
    const two = begin(scripted, { maxAttempts: 2, timeouts: { attemptMs: 300 } })
    await scripted.clock.advance(300)
    expect(await two).toMatchObject({ code: 'all-targets-failed' })
    expect(scripted.served).toEqual(['a', 'a', 'b'])
  })

  it('stops at once when the request itself is at fault, and ends the other attempt', async () => {
    const wrong = statusError(400, { code: 'unsupported_value' })
    const scripted = made({ a: [after(150, wrong)], b: [hangs], c: [] })
    const error = begin(scripted)
    await scripted.clock.advance(150)
    expect(await error).toBe(wrong)
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 0 0 1', 'c: 0 0 0'])
    expect(scripted.guards.b.released).toEqual([{ type: 'neutral', durationMs: 50 }])
  })

  it('lets the other attempt answer when the call was too long for one target', async () => {
    const tooLong = statusError(400, { code: 'context_length_exceeded' })
    const scripted = made({ a: [after(150, 'fits')], b: [{ answer: tooLong }] })
    const answer = begin(scripted)
    await scripted.clock.advance(150)
    expect(await answer).toBe('fits')
  })

  it('goes on with the first attempt when the strategy fails to choose a hedge', async () => {
    let picks = 0
    const scripted = scene(
      { a: [after(300, 'first')], b: [] },
      {
        hedge,
        strategy: {
          name: 'moody',
          pick(candidates) {
            picks += 1
            if (picks === 2) throw new Error('no mood')
            return candidates.at(0)
          },
        },
      },
    )
    const answer = begin(scripted)
    await scripted.clock.advance(300)
    expect(await answer).toBe('first')
    expect(scripted.events.find(({ type }) => type === 'listener-failed')).toMatchObject({ event: 'moody' })
  })

  it('cancels the body of a response that is not used', async () => {
    const cancelled: string[] = []
    const response = (id: string): Response =>
      new Response(new ReadableStream({ cancel: () => void cancelled.push(id) }))
    const scripted = made({ a: [after(150, 'a')], b: [after(50, 'b')] })
    const answer = scripted.balancer.run(async (vendor, attempt) => {
      // One that does not heed its signal.
      await vendor.call({ ...attempt, signal: new AbortController().signal })
      return response(vendor.id)
    })
    await scripted.clock.advance(150)
    expect(cancelled).toEqual(['b'])
    await (await answer).body?.cancel()
    expect(cancelled).toEqual(['b', 'a'])
  })
})

describe('a run that is hedged, when it is ended from outside', () => {
  it('ends both attempts when its caller aborts', async () => {
    const scripted = made({ a: [hangs], b: [{ answer: deaf }] })
    const caller = new WatchedSignal()
    const error = begin(scripted, { signal: caller.signal })
    await scripted.clock.advance(200)
    const reason = new Error('gone')
    caller.abort(reason)
    expect(await error).toBe(reason)
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 0 0 1'])
    expect(scripted.clock.pending).toBe(0)
    expect(scripted.balancer.snapshot().runs).toMatchObject({ running: 0, cancelled: 1 })
  })

  it('ends both at its deadline, and charges the one that had its time', async () => {
    const scripted = scene({ a: [hangs], b: [hangs] }, { hedge, timeouts: { deadlineMs: 180 } })
    const error = begin(scripted)
    await scripted.clock.advance(180)
    expect(await error).toBeInstanceOf(DeadlineExceededError)
    expect(outcomes(scripted)).toEqual(['a: 0 1 0', 'b: 0 0 1'])
  })

  it('ends both when its balancer closes and does not wait any longer', async () => {
    const scripted = made({ a: [hangs], b: [hangs] })
    const error = begin(scripted)
    await scripted.clock.advance(120)
    const closed = scripted.balancer.close({ graceMs: 30 })
    await scripted.clock.advance(30)
    await closed
    expect(await error).toMatchObject({ code: 'balancer-closed' })
    expect(outcomes(scripted)).toEqual(['a: 0 0 1', 'b: 0 0 1'])
  })

  it('lets a target go that has only lost', async () => {
    const scripted = made({ a: [hangs], b: [after(50, 'quick')] })
    const answer = begin(scripted)
    await scripted.clock.advance(120)
    const removed = scripted.balancer.removeTarget('a')
    await scripted.clock.advance(30)
    await removed
    expect(await answer).toBe('quick')
  })

  it('gives each attempt its own clock', async () => {
    const scripted = scene(
      { a: [hangs], b: [hangs] },
      { hedge, timeouts: { attemptMs: 250 }, retry: { maxAttempts: 2 } },
    )
    const error = begin(scripted)
    await scripted.clock.advance(349)
    expect(scripted.balancer.snapshot().targets.map(({ inFlight }) => inFlight)).toEqual([0, 1])
    await scripted.clock.advance(1)
    expect(await error).toMatchObject({ code: 'all-targets-failed' })
  })
})
