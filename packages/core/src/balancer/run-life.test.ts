import { describe, expect, it } from 'vitest'
import { AllTargetsFailedError, DeadlineExceededError, NoTargetAvailableError } from '../errors/run-errors.ts'
import { ProviderError } from '../errors/provider-error.ts'
import type { Attempt } from '../contracts/call.ts'
import type { Guard } from '../contracts/guard.ts'
import type { RetryBudget } from '../contracts/retry.ts'
import type { TargetOptions } from '../contracts/target-options.ts'
import { failover } from '../strategies/failover.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, statusError, type ScriptedClient, type Step } from '../testing/scripted-client.ts'
import { sleep } from '../time/sleep.ts'
import { createBalancer } from './create-balancer.ts'
import type { BalancerOptions } from './options.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)
const broken: Step = { fail: statusError(500) }

function scene(
  scripts: Readonly<Record<string, readonly Step[]>>,
  options: Partial<BalancerOptions<ScriptedClient>> = {},
  settings: Partial<TargetOptions<ScriptedClient>> = {},
) {
  const clock = createFakeClock()
  const clients = Object.entries(scripts).map(([id, steps]) => scriptedClient(id, ...steps))
  const balancer = createBalancer<ScriptedClient>({
    clock,
    random: () => 0.5,
    strategy: failover(),
    targets: clients.map((client) => ({ id: client.id, client, ...settings })),
    ...options,
  })
  const served = () => clients.flatMap(({ id, calls }) => calls.map(() => id))
  return { balancer, clients, clock, served }
}

describe('a run', () => {
  it('gives the value of the first target that works, and the trail of what came before', async () => {
    const { balancer } = scene({ a: [broken], b: [] })
    const { attempts, target, value } = await balancer.runWithTrail(call)
    expect(value).toBe('from b')
    expect(target.id).toBe('b')
    expect(attempts).toMatchObject([
      { number: 1, targetId: 'a', outcome: { type: 'failure', kind: 'server', status: 500 } },
      { number: 2, targetId: 'b', outcome: { type: 'success', durationMs: 0 } },
    ])
  })

  it('says why each target was chosen: the candidates, and the excluded with their reasons', async () => {
    const { balancer } = scene({ a: [broken], b: [], c: [] })
    balancer.updateTarget('c', { weight: 0 })
    const { attempts } = await balancer.runWithTrail(call)
    const [first, second] = attempts.map(({ picked }) => picked)
    expect(first?.candidates.map(({ id }) => id).toSorted()).toEqual(['a', 'b'])
    expect(first?.excluded).toEqual([{ id: 'c', reason: 'drained', availableAt: Infinity }])
    expect(second?.candidates.map(({ id }) => id)).toEqual(['b'])
    expect(second?.excluded).toContainEqual(expect.objectContaining({ id: 'a', reason: 'tried: server' }))
  })

  it('throws the own error of a single target that was tried once, unwrapped', async () => {
    const error = statusError(500)
    const { balancer } = scene({ only: [{ fail: error }] }, { retry: { maxAttempts: 1 } })
    await expect(balancer.run(call)).rejects.toBe(error)
  })

  it('says why the targets it did not call were passed over', async () => {
    const { balancer } = scene({
      a: [{ fail: statusError(404, { code: 'model_not_found' }) }],
      b: [{ fail: statusError(401) }],
    })
    await balancer.run(call, { pin: 'b' }).catch(() => undefined)
    await expect(balancer.run(call)).rejects.toMatchObject({
      message:
        'balancer: the only attempt failed (a: model-not-found 404), not tried: b: quarantined: auth, try again in 300000 ms',
      considered: [
        { id: 'a', reason: 'tried: model-not-found' },
        { id: 'b', reason: 'quarantined: auth' },
      ],
    })
  })

  it('throws what all attempts failed with when nothing is left', async () => {
    const { balancer, served } = scene(
      { a: [broken], b: [{ fail: statusError(401) }] },
      { retry: { budget: { withdraw: () => false, deposit: () => undefined, remaining: 0 } } },
    )
    const error = await balancer.run(call).catch((thrown: unknown) => thrown)
    expect(served()).toEqual(['a', 'b'])
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    expect(error).toMatchObject({
      message: 'balancer: all 2 attempts failed (a: server 500; b: auth 401)',
      attempts: [
        { number: 1, targetId: 'a', kind: 'server', status: 500 },
        { number: 2, targetId: 'b', kind: 'auth', status: 401 },
      ],
      errors: [{ status: 500 }, { status: 401 }],
      cause: { status: 401 },
    })
  })

  it('never makes more attempts than it may', async () => {
    const { balancer, served } = scene({ a: [broken], b: [broken], c: [broken], d: [] })
    await expect(balancer.run(call, { maxAttempts: 3 })).rejects.toThrow('all 3 attempts failed')
    expect(served()).toEqual(['a', 'b', 'c'])
    await expect(balancer.run(call, { maxAttempts: 1, exclude: ['b', 'c', 'd'] })).resolves.toBe('from a')
  })

  it('may try every target once by default, however many there are', async () => {
    const { balancer, served } = scene({
      a: [broken],
      b: [broken],
      c: [broken],
      d: [broken],
      e: [broken],
      f: [],
    })
    await expect(balancer.run(call)).resolves.toBe('from f')
    expect(served()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('makes up to three attempts by default when it has to call a target again', async () => {
    const alone = scene({ a: [broken, broken, broken, broken] })
    const running = expect(alone.balancer.run(call)).rejects.toThrow('all 3 attempts failed')
    await alone.clock.advance(60_000)
    await running
    expect(alone.served()).toEqual(['a', 'a', 'a'])

    const five = { a: [broken], b: [broken], c: [broken], d: [broken], e: [broken] }
    const many = scene(five)
    await expect(many.balancer.run(call)).rejects.toThrow('all 5 attempts failed')
    expect(many.served()).toEqual(['a', 'b', 'c', 'd', 'e'])
    const pinned = expect(many.balancer.run(call, { pin: 'a' })).resolves.toBe('from a')
    await pinned
  })

  it('may try every tier once, whatever the strategy', async () => {
    const scripts = { a: [broken], b: [broken], c: [broken], d: [broken], e: [] }
    const clients = Object.entries(scripts).map(([id, steps]) => scriptedClient(id, ...steps))
    const balancer = createBalancer<ScriptedClient>({
      clock: createFakeClock(),
      strategy: failover(),
      targets: clients.map((client, priority) => ({ id: client.id, client, priority })),
    })
    await expect(balancer.run(call)).resolves.toBe('from e')
  })
})

describe('choosing by the call', () => {
  it.each([
    [{ only: 'b' }, ['b']],
    [{ only: ['eu'] }, ['a', 'b', 'c']],
    [{ exclude: 'a' }, ['b', 'c']],
    [{ exclude: ['a', 'b'] }, ['c']],
    [{ pin: 'c' }, ['c']],
  ])('%j leaves %j', async (options, ids) => {
    const { balancer } = scene({ a: [], b: [], c: [] }, {}, { tags: ['eu'] })
    const { attempts } = await balancer.runWithTrail(call, options)
    expect(attempts[0]?.picked?.candidates.map(({ id }) => id)).toEqual(ids)
  })

  it('says so when the filter leaves no target', async () => {
    const { balancer } = scene({ a: [], b: [] })
    const error = await balancer.run(call, { only: 'unknown' }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error).toMatchObject({
      message: 'balancer: no target may take the call now (a: filtered; b: filtered)',
    })
  })

  it('a pinned call is retried on its target and on no other', async () => {
    const { balancer, clock, served } = scene({ a: [broken, broken], b: [] })
    const run = balancer.run(call, { pin: 'a' })
    await clock.advance(10_000)
    await expect(run).resolves.toBe('from a')
    expect(served()).toEqual(['a', 'a', 'a'])
  })

  it('an unknown pin is an error that names the targets', async () => {
    const { balancer } = scene({ a: [], b: [] })
    await expect(balancer.run(call, { pin: 'x' })).rejects.toThrow(
      'there is no target "x"; known targets are a, b',
    )
  })
})

describe('a target that was tried', () => {
  it('is tried again after a backoff when nothing else is left', async () => {
    const { balancer, clock, served } = scene({ a: [broken], b: [broken] })
    const run = balancer.run(call)
    await clock.advance(249)
    expect(served()).toEqual(['a', 'b'])
    await clock.advance(1)
    await expect(run).resolves.toBe('from a')
    expect(clock.pending).toBe(0)
  })

  it('is tried again before the others when attemptsPerTarget says so', async () => {
    const { balancer, clock, clients } = scene(
      { a: [broken, broken], b: [] },
      { retry: { attemptsPerTarget: 2, backoff: () => 100 } },
    )
    const run = balancer.run(call)
    await clock.advance(99)
    expect(clients[0]?.calls).toHaveLength(1)
    await clock.advance(1)
    await expect(run).resolves.toBe('from b')
    expect(clients.map(({ calls }) => calls.length)).toEqual([2, 1])
  })

  it('is not tried again after an answer that another try cannot change', async () => {
    const { balancer, served, clock } = scene({
      a: [{ fail: statusError(401) }],
      b: [{ fail: statusError(404, { code: 'model_not_found' }) }],
    })
    await expect(balancer.run(call)).rejects.toThrow('all 2 attempts failed')
    expect(served()).toEqual(['a', 'b'])
    expect(clock.pending).toBe(0)
  })

  it('waits as long as the server asks, not as long as the backoff would', async () => {
    const limited = statusError(429, { headers: { 'retry-after': '2' } })
    const { balancer, clock, clients } = scene(
      { a: [{ fail: limited }] },
      { retry: { backoff: () => 30_000 } },
    )
    const run = balancer.run(call)
    await clock.advance(1999)
    expect(clients[0]?.calls).toHaveLength(1)
    await clock.advance(1)
    await expect(run).resolves.toBe('from a')
  })

  it('is given up at once when the server asks for a longer wait than allowed', async () => {
    const limited = statusError(429, { headers: { 'retry-after': '61' } })
    const { balancer, clock } = scene({ a: [{ fail: limited }] })
    await expect(balancer.run(call)).rejects.toBe(limited)
    expect(clock.pending).toBe(0)
  })

  it('gets no more attempts in a run than its own limit allows', async () => {
    const { balancer, clock, clients } = scene({ a: [broken, broken, broken] }, {}, { maxAttempts: 2 })
    const run = balancer.run(call).catch((error: unknown) => error)
    await clock.advance(60_000)
    expect(await run).toBeInstanceOf(AllTargetsFailedError)
    expect(clients[0]?.calls).toHaveLength(2)
  })
})

describe('the retry budget', () => {
  const recording = (retries: number) => {
    let left = retries
    const charges: string[] = []
    const budget: RetryBudget = {
      withdraw(kind) {
        charges.push(`-${kind}`)
        left -= 1
        return left >= 0
      },
      deposit(kind) {
        charges.push(`+${kind}`)
      },
      get remaining() {
        return left
      },
    }
    return { charges, budget }
  }

  it('is not charged for going to another target', async () => {
    const { charges, budget } = recording(10)
    const { balancer } = scene({ a: [broken], b: [broken], c: [] }, { retry: { budget } })
    await balancer.run(call)
    expect(charges).toEqual(['+none'])
  })

  it('is charged by kind for a retry on the same target, and gets it back on success', async () => {
    const { charges, budget } = recording(10)
    const limited = statusError(429)
    const { balancer, clock } = scene({ a: [broken, { fail: limited }] }, { retry: { budget } })
    const run = balancer.run(call)
    await clock.advance(60_000)
    await run
    expect(charges).toEqual(['-transient', '-throttled', '+transient', '+throttled'])
  })

  it('is not charged for a wait that the server asked for', async () => {
    const { charges, budget } = recording(0)
    const limited = statusError(429, { headers: { 'retry-after': '1' } })
    const { balancer, clock } = scene({ a: [{ fail: limited }] }, { retry: { budget } })
    const run = balancer.run(call)
    await clock.advance(1000)
    await expect(run).resolves.toBe('from a')
    expect(charges).toEqual(['+none'])
  })

  it('is charged for going to a target that has failed another run last, as long as nothing else is left', async () => {
    const { charges, budget } = recording(10)
    const { balancer } = scene({ a: [broken, broken], b: [broken], c: [] }, { retry: { budget } })
    await expect(balancer.run(call, { only: 'b', maxAttempts: 1 })).rejects.toThrow()
    await expect(balancer.run(call, { only: ['a', 'b'] })).resolves.toBe('from b')
    expect(charges).toEqual(['-transient', '+transient'])
    await expect(balancer.run(call)).resolves.toBe('from b')
    expect(charges.slice(2)).toEqual(['+none'])
  })

  it('leaves a run the targets it has not tried, when it is used up', async () => {
    const { budget } = recording(0)
    const limited = statusError(429, { headers: { 'retry-after': '2' } })
    const { balancer, clock, served } = scene({ a: [broken], b: [{ fail: limited }] }, { retry: { budget } })
    await balancer.run(call, { only: 'b', maxAttempts: 1 }).catch(() => undefined)
    const run = balancer.run(call)
    await clock.advance(2000)
    await expect(run).resolves.toBe('from b')
    expect(served()).toEqual(['a', 'b', 'b'])
    expect(clock.pending).toBe(0)
  })

  it('ends the run with its real error when it is used up', async () => {
    const { budget } = recording(0)
    const error = statusError(503)
    const { balancer, clock } = scene({ a: [{ fail: error }] }, { retry: { budget } })
    await expect(balancer.run(call)).rejects.toBe(error)
    expect(clock.pending).toBe(0)
  })
})

describe('the clocks', () => {
  it('an attempt that takes too long is aborted and the next target takes over', async () => {
    const { balancer, clients, clock } = scene(
      { a: [{ hang: true }], b: [] },
      { timeouts: { attemptMs: 200 } },
    )
    const run = balancer.runWithTrail(call)
    await clock.advance(200)
    const { attempts } = await run
    expect(attempts.map(({ outcome }) => outcome)).toMatchObject([
      { type: 'failure', kind: 'timeout', durationMs: 200 },
      { type: 'success' },
    ])
    expect(clients[0]?.calls[0]?.signal.aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it("takes a target's own clock before the balancer's, and the call's before both", async () => {
    const elapsed = async (own: number | undefined, called: number | undefined) => {
      const timeouts = own === undefined ? {} : { timeouts: { attemptMs: own } }
      const { balancer, clock } = scene(
        { a: [{ hang: true }], b: [] },
        { timeouts: { attemptMs: 300 } },
        timeouts,
      )
      const run = balancer.runWithTrail(call, called === undefined ? {} : { timeouts: { attemptMs: called } })
      await clock.advance(1000)
      return (await run).attempts[0]?.outcome?.durationMs
    }
    expect(await elapsed(undefined, undefined)).toBe(300)
    expect(await elapsed(200, undefined)).toBe(200)
    expect(await elapsed(200, 100)).toBe(100)
  })

  it('the deadline is total: attempts and waits together', async () => {
    const { balancer, clock, clients } = scene(
      { a: [broken], b: [{ hang: true }] },
      { timeouts: { deadlineMs: 1000, attemptMs: 5000 } },
    )
    const run = balancer.run(call).catch((error: unknown) => error)
    await clock.advance(1000)
    const error = await run
    expect(error).toBeInstanceOf(DeadlineExceededError)
    expect(error).toMatchObject({
      deadlineMs: 1000,
      errors: [{ status: 500 }],
      attempts: [{ targetId: 'a' }],
      cause: { status: 500 },
    })
    expect(clients[1]?.calls[0]?.signal.aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it.each([
    { attemptMs: 300, most: 1, why: 'an attempt that ends before it keeps its own time' },
    { attemptMs: 1000, most: 2, why: 'one that may last as long as the run does not' },
    { attemptMs: 5000, most: 2, why: 'nor does one that may last longer' },
  ])('has a timer for the deadline only where it needs one: $why', async ({ attemptMs, most }) => {
    const hung: Step = { hang: true }
    const { balancer, clock } = scene(
      { a: [hung], b: [hung], c: [hung], d: [hung] },
      { timeouts: { deadlineMs: 1000, attemptMs } },
    )
    const run = balancer.run(call).catch((error: unknown) => error)
    expect(clock.pending).toBe(most)
    await clock.advance(999)
    expect(balancer.snapshot().runs.running).toBe(1)
    await clock.advance(1)
    expect(await run).toBeInstanceOf(DeadlineExceededError)
    expect(clock.pending).toBe(0)
  })

  it.each([
    { what: 'the time of the attempt', deadlineMs: 1000, attemptMs: 1000 },
    { what: 'the time of the attempt, where what is left is rounded', deadlineMs: 1000.3, attemptMs: 1000.3 },
    { what: 'the answer', deadlineMs: 1000, attemptMs: 5000, answerMs: 1000 },
  ])(
    'of what comes at one moment, the deadline is the first: before $what',
    async ({ deadlineMs, attemptMs, answerMs = Infinity }) => {
      const clock = createFakeClock(1_000_500.76)
      const signals: AbortSignal[] = []
      const balancer = createBalancer({
        ...{ clock, targets: [{ id: 'a', client: {} }], timeouts: { deadlineMs, attemptMs } },
      })
      const run = balancer
        .run((_, { signal }) => {
          signals.push(signal)
          return sleep(answerMs, { clock })
        })
        .catch((error: unknown) => error)
      await clock.advance(deadlineMs)
      expect(await run).toMatchObject({ name: 'DeadlineExceededError', attempts: [], errors: [] })
      expect(signals[0]?.reason).toBeInstanceOf(DeadlineExceededError)
    },
  )

  it('ends a run at its deadline also where the call blocks the process before it waits', async () => {
    const clock = createFakeClock()
    let blockedMs = 0
    const balancer = createBalancer({
      clock: { now: () => clock.now() + blockedMs, schedule: clock.schedule },
      targets: [{ id: 'a', client: {} }],
      timeouts: { deadlineMs: 1000, attemptMs: 500 },
    })
    const run = balancer.run(() => {
      blockedMs = 700
      return new Promise(() => {})
    })
    const ended = run.catch((error: unknown) => [clock.now() + blockedMs, error])
    const beganAt = clock.now()
    await clock.advance(1000)
    expect(await ended).toMatchObject([beganAt + 1000, { name: 'DeadlineExceededError' }])
  })

  it('tells each attempt what is left of the deadline', async () => {
    const { balancer, clock, clients } = scene(
      { a: [{ hang: true }], b: [] },
      { timeouts: { attemptMs: 300 } },
    )
    const run = balancer.run(call, { deadlineMs: 1000 })
    await clock.advance(300)
    await run
    expect(clients.map(({ calls }) => calls[0]?.remainingMs)).toEqual([1000, 700])
  })

  it('leaves a part of the deadline for another target while there is one, when asked to', async () => {
    const hung: Step = { hang: true }
    const { balancer, clock } = scene(
      { a: [hung], b: [hung], c: [] },
      { timeouts: { failoverReserveRatio: 0.5 } },
    )
    const run = balancer.runWithTrail(call, { deadlineMs: 1000 })
    await clock.advance(750)
    const { attempts, value } = await run
    expect(value).toBe('from c')
    expect(attempts.map(({ outcome }) => outcome?.durationMs)).toEqual([500, 250, 0])
    expect(clock.pending).toBe(0)
  })

  it('gives an attempt all that is left of the deadline when no other target could take over', async () => {
    const { balancer, clock } = scene(
      { a: [{ hang: true }], b: [] },
      { timeouts: { failoverReserveRatio: 0.5 } },
    )
    balancer.updateTarget('b', { weight: 0 })
    const run = balancer.run(call, { deadlineMs: 1000 }).catch((error: unknown) => error)
    await clock.advance(999)
    expect(balancer.snapshot().runs.running).toBe(1)
    await clock.advance(1)
    expect(await run).toBeInstanceOf(DeadlineExceededError)
  })

  it('a wait that would outlive the deadline is not begun: the real error comes at once', async () => {
    const error = statusError(429, { headers: { 'retry-after': '5' } })
    const { balancer, clock } = scene({ a: [{ fail: error }] })
    await expect(balancer.run(call, { deadlineMs: 4999 })).rejects.toBe(error)
    expect(clock.pending).toBe(0)
  })

  it('counts an attempt that the deadline cut off against its target only if it had half of the time', async () => {
    const outcomes = async (attemptMs: number) => {
      const { balancer, clock } = scene(
        { a: [{ hang: true }], b: [{ hang: true }] },
        { timeouts: { attemptMs, deadlineMs: 1000 } },
      )
      const run = balancer.run(call).catch(() => undefined)
      await clock.advance(1000)
      await run
      return balancer.snapshot().targets.map(({ failures, neutral }) => ({ failures, neutral }))
    }
    expect(await outcomes(5000)).toEqual([
      { failures: 1, neutral: 0 },
      { failures: 0, neutral: 0 },
    ])
    expect(await outcomes(600)).toEqual([
      { failures: 1, neutral: 0 },
      { failures: 0, neutral: 1 },
    ])
  })
})

describe('what it counts', () => {
  it('adds up exactly over a thousand parallel runs on targets that fail three times in ten', async () => {
    const clock = createFakeClock()
    const ids = ['a', 'b', 'c'] as const
    let turn = 0
    const balancer = createBalancer({
      clock,
      strategy: roundRobin(),
      targets: ids.map((id) => ({ id, client: id })),
    })
    const runs = Array.from({ length: 1000 }, () =>
      balancer
        .run(async (client) => {
          turn += 1
          const fails = (turn * 7919) % 10 < 3
          await Promise.resolve()
          if (fails) throw statusError(500)
          return client
        })
        .then(
          () => 'succeeded',
          () => 'failed',
        ),
    )
    await clock.advance(600_000)
    const settled = await Promise.all(runs)
    const { runs: counted, targets } = balancer.snapshot()
    const sum = (key: 'attempts' | 'successes' | 'failures' | 'neutral' | 'inFlight') =>
      targets.reduce((total, target) => total + target[key], 0)
    expect(settled).toHaveLength(1000)
    expect(counted).toMatchObject({ started: 1000, running: 0, waiting: 0, cancelled: 0 })
    expect(counted.succeeded).toBe(settled.filter((result) => result === 'succeeded').length)
    expect(counted.succeeded + counted.failed).toBe(1000)
    expect(sum('attempts')).toBe(turn)
    expect(sum('attempts')).toBe(sum('successes') + sum('failures') + sum('neutral'))
    expect(sum('successes')).toBe(counted.succeeded)
    expect(sum('inFlight')).toBe(0)
    expect(clock.pending).toBe(0)
  })

  it('one run counts at most once per target and kind against its guards', async () => {
    const heard: string[] = []
    const guard: Guard = {
      name: 'recorder',
      availableAt: () => 0,
      acquire: () => ({
        release: (outcome) => heard.push(`${outcome.type} ${'kind' in outcome ? outcome.kind : ''}`),
      }),
    }
    const { balancer, clock } = scene(
      {
        a: [
          broken,
          broken,
          { fail: new ProviderError({ provider: 'v', kind: 'network', message: 'reset' }) },
        ],
      },
      {},
      { guards: [guard] },
    )
    const run = balancer.run(call).catch(() => undefined)
    await clock.advance(60_000)
    await run
    expect(heard).toEqual(['failure server', 'neutral server', 'failure network'])
    expect(balancer.snapshot().targets[0]).toMatchObject({ failures: 3, neutral: 0 })
  })
})
