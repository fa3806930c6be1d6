import { seededRandom } from '@llm-balancer/core'
import { expect, it, vi } from 'vitest'
import type { SimulatedTarget } from '../../scenario/simulated-target.ts'
import { ModelServer, type ServerAnswer } from '../../server/model-server.ts'
import { VirtualClock } from '../../time/virtual-clock.ts'
import { PolicyRouter } from './policy-router.ts'
import { RefusedError } from './refused-error.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './routing-policy.ts'

const request = { id: 1, inputTokens: 0, outputTokens: 100, session: undefined, prefixTokens: 0 }

/** Calls a router whose policy asks the targets in turn, and gives what it learnt and how the call ended. */
async function callThrough(
  servers: readonly SimulatedTarget['server'][],
  {
    own = {},
    deadlineMs = 60_000,
    isStreaming = true,
  }: {
    readonly own?: Partial<RoutingPolicy> | ((world: PolicyWorld) => Partial<RoutingPolicy>)
    readonly deadlineMs?: number
    readonly isStreaming?: boolean
  } = {},
): Promise<{ ends: AttemptEnd[]; outcome: string; at: number; firstContentAt: number; clock: VirtualClock }> {
  const clock = new VirtualClock()
  const targets = servers.map((server, place) => ({ name: `t${place}`, server }))
  const models = targets.map((target) => new ModelServer(target, { clock, log: () => {} }))
  const ends: AttemptEnd[] = []
  let [next, firstContentAt] = [0, Infinity]
  const world = {
    clock,
    random: seededRandom(1),
    servers: new Map(models.map((model) => [model.target.name, model])),
    processes: 1,
  }
  const router = new PolicyRouter(world, (seen) => ({
    maxAttempts: 3,
    pick: () => next++ % targets.length,
    ended: (_place, end) => ends.push(end),
    ...(typeof own === 'function' ? own(seen) : own),
  }))
  const result = { outcome: 'pending', at: Infinity }
  const settle = (outcome: string): void => {
    Object.assign(result, { outcome, at: clock.elapsedMs })
  }
  router
    .call({
      request,
      isStreaming,
      deadlineMs,
      onFirstContent: () => (firstContentAt = clock.elapsedMs),
    })
    .then(
      () => settle('served'),
      (error: unknown) => settle(String(error)),
    )
  await clock.advance(120_000)
  router.close()
  return { ends, ...result, firstContentAt, clock }
}

it('passes a stream on: its first content, and its end', async () => {
  const served = await callThrough([{ answerMs: 200, tokensPerSecond: 100 }])
  expect(served).toMatchObject({ outcome: 'served', firstContentAt: 200 })
  expect(served.at).toBeGreaterThan(1000)
  expect(served.ends).toMatchObject([{ kind: 'answered', firstContentMs: 200 }])
  expect(served.clock.pending).toBe(0)
})

it('asks again after a failure, as often as the policy says, and gives the last error', async () => {
  const down = { down: { status: 503, afterMs: 10 } } as const
  expect(await callThrough([down, {}])).toMatchObject({
    ...{ outcome: 'served', ends: [{ kind: 'failed', ms: 10 }, { kind: 'answered' }] },
  })
  const failed = await callThrough([down], { own: { backoffMs: () => 100 } })
  expect(failed.outcome).toContain('overloaded')
  expect(failed).toMatchObject({ at: 230, ends: Array(3).fill({ kind: 'failed' }) })
})

it('tells a refusal by a limit, with when to come back, from a failure', async () => {
  const down = { down: { status: 429, afterMs: 10, retryAfterMs: 3000 } } as const
  const { ends } = await callThrough([down, {}])
  expect(ends[0]).toMatchObject({ kind: 'rate-limited', retryAfterMs: 3000, firstContentMs: undefined })
})

it('gives up a silent attempt after 15 s, and a call at its deadline', async () => {
  const late = await callThrough([{ down: 'hanging' }, {}])
  expect(late.ends[0]).toMatchObject({ kind: 'timed-out', ms: 15_000 })
  expect(late).toMatchObject({ outcome: 'served', firstContentAt: 15_300 })
  const { ends, at } = await callThrough([{ down: 'hanging' }], { deadlineMs: 4000 })
  expect(ends).toMatchObject([{ kind: 'timed-out', ms: 4000 }])
  expect(at).toBe(4000)
})

it('does not ask another target once content has come', async () => {
  const { ends, outcome } = await callThrough([{ tokensPerSecond: 1 }, {}], { deadlineMs: 5000 })
  expect(ends).toMatchObject([{ kind: 'timed-out', firstContentMs: 300 }])
  expect(outcome).not.toBe('served')
})

it('does not ask again after a stream that breaks, though there is time', async () => {
  class Breaking extends ModelServer {
    override call(): ServerAnswer {
      const answered = Promise.reject(new Error('the stream broke'))
      return { begun: Promise.resolve(), answered, limits: [], cachedTokens: 0 }
    }
  }
  const clock = new VirtualClock()
  const server = new Breaking({ name: 't0', server: {} }, { clock, log: () => {} })
  const world = { clock, random: seededRandom(1), servers: new Map([['t0', server]]), processes: 1 }
  const pick = vi.fn(() => 0)
  const router = new PolicyRouter(world, () => ({ maxAttempts: 3, pick }))
  const call = { request, isStreaming: true, deadlineMs: 60_000, onFirstContent: () => {} }
  await expect(router.call(call)).rejects.toThrow('the stream broke')
  expect(pick).toHaveBeenCalledTimes(1)
})

it('refuses what no target takes, at once or after the waits that the policy asks for', async () => {
  const own = { pick: () => undefined }
  expect(await callThrough([{}], { own })).toMatchObject({
    at: 0,
    outcome: 'RefusedError: no target takes the call',
  })
  const waiting = { ...own, waitMs: () => 2000 }
  expect(await callThrough([{}], { own: waiting })).toMatchObject({ at: 6000 })
  expect(await callThrough([{}], { own: waiting, deadlineMs: 3000 })).toMatchObject({ at: 2000 })
})

it('ticks until it is closed', async () => {
  const ticks: number[] = []
  const tick = { everyMs: 50_000, run: (now: number) => ticks.push(now) }
  const { clock } = await callThrough([{}], { own: { tick } })
  expect(ticks).toHaveLength(2)
  expect(clock.pending).toBe(0)
})

it('shows a policy the targets, the calls under way and what each call has tried', async () => {
  const down = { down: { status: 503, afterMs: 10 } } as const
  const seen: unknown[] = []
  const zero = new VirtualClock().now()
  const { ends } = await callThrough([down, {}], {
    own: ({ targets, inFlight }) => ({
      pick({ attempts, tried }: RoutedCall, now: number) {
        seen.push(['pick', now - zero, attempts, [...tried], [...inFlight]])
        return attempts
      },
      backoffMs({ kind }: AttemptEnd, { attempts, tried }: RoutedCall, now: number) {
        seen.push(['backoff', now - zero, attempts, [...tried], kind])
        return 5
      },
      started: (place: number, call: RoutedCall, now: number) =>
        seen.push(['started', now - zero, place, call.request.id, targets[place]?.name, [...inFlight]]),
      ended: (...[place, { kind }, , now]: Parameters<NonNullable<RoutingPolicy['ended']>>) =>
        seen.push(['ended', now - zero, place, kind, [...inFlight]]),
    }),
  })
  expect(ends).toEqual([])
  expect(seen.slice(0, -1)).toEqual([
    ['pick', 0, 0, [], [0, 0]],
    ['started', 0, 0, 1, 't0', [1, 0]],
    ['ended', 10, 0, 'failed', [0, 0]],
    ['backoff', 10, 1, [0], 'failed'],
    ['pick', 15, 1, [0], [0, 0]],
    ['started', 15, 1, 1, 't1', [0, 1]],
  ])
  expect(seen.at(-1)).toEqual(['ended', expect.any(Number), 1, 'answered', [0, 0]])
})

it('tells the first content of a stream alone, but measures every answer', async () => {
  const served = await callThrough([{ answerMs: 200 }], { isStreaming: false })
  expect(served).toMatchObject({ outcome: 'served', firstContentAt: Infinity })
  expect(served.ends).toMatchObject([{ kind: 'answered', firstContentMs: 200, ms: served.at }])
})

it('waits for an answer as long as it takes where the caller does', async () => {
  const served = await callThrough([{ answerMs: 200, tokensPerSecond: 2 }], { deadlineMs: Infinity })
  expect(served).toMatchObject({ outcome: 'served', ends: [{ kind: 'answered' }] })
  expect(served.at).toBeGreaterThan(40_000)
  expect(served.clock.pending).toBe(0)
})

it.each([
  { deadlineMs: 110, attempts: 1 },
  { deadlineMs: 111, attempts: 2 },
])('makes no attempt at the deadline: $attempts within $deadlineMs ms', async ({ deadlineMs, attempts }) => {
  const down = { down: { status: 503, afterMs: 10 } } as const
  const { ends } = await callThrough([down], { own: { backoffMs: () => 100 }, deadlineMs })
  expect(ends).toHaveLength(attempts)
})

it('waits neither before the first attempt nor after the last', async () => {
  const down = { down: { status: 503, afterMs: 10 } } as const
  for (const maxAttempts of [1, 2])
    expect(
      await callThrough([down], { own: { maxAttempts, backoffMs: () => 100 } }),
      String(maxAttempts),
    ).toMatchObject({ at: 110 * maxAttempts - 100 })
})

it('gives the error of the last attempt where no target takes another', async () => {
  const down = { down: { status: 503, afterMs: 10 } } as const
  const { outcome, at } = await callThrough([down], {
    own: { pick: ({ attempts }) => (attempts === 0 ? 0 : undefined) },
  })
  expect(outcome).toContain('overloaded')
  expect(at).toBe(10)
})

it('sets no timer that never fires or fires at once', async () => {
  const schedule = vi.spyOn(VirtualClock.prototype, 'schedule')
  const down = { down: { status: 503, afterMs: 10 } } as const
  expect(await callThrough([down, {}], { deadlineMs: Infinity })).toMatchObject({ outcome: 'served' })
  for (const [, ms] of schedule.mock.calls) {
    expect(ms).toBeGreaterThan(0)
    expect(ms).toBeLessThan(Infinity)
  }
})

it('counts the calls that are under way at once', async () => {
  const clock = new VirtualClock()
  const server = new ModelServer({ name: 't0', server: { answerMs: 200 } }, { clock, log: () => {} })
  const counts: number[] = []
  const world = { clock, random: seededRandom(1), servers: new Map([['t0', server]]), processes: 1 }
  const router = new PolicyRouter(world, ({ inFlight }) => {
    const count = (): unknown => counts.push(inFlight[0] ?? 0)
    return { maxAttempts: 1, pick: () => 0, started: count, ended: count }
  })
  const calls = [1, 2, 3].map(() =>
    router.call({ request, isStreaming: false, deadlineMs: 60_000, onFirstContent: () => {} }),
  )
  await clock.advance(60_000)
  await Promise.all(calls)
  expect(counts).toEqual([1, 2, 3, 2, 1, 0])
})

it('makes no attempt at a target that it does not have', async () => {
  expect(await callThrough([{}], { own: { pick: () => 9 } })).toMatchObject({
    outcome: 'RangeError: there is no target 9',
  })
})

it('refuses with the code of a balancer', () => {
  expect(new RefusedError()).toMatchObject({ name: 'RefusedError', code: 'no-target-available' })
})
