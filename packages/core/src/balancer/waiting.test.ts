import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import type { Guard } from '../contracts/guard.ts'
import { BalancerClosedError, NoTargetAvailableError } from '../errors/run-errors.ts'
import { failover } from '../strategies/failover.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { scriptedClient, type ScriptedClient } from '../testing/scripted-client.ts'
import { createBalancer } from './create-balancer.ts'
import type { WhenUnavailable } from '../contracts/balancer-settings.ts'

const call = (client: ScriptedClient, attempt: Attempt) => client.call(attempt)

/** At most so many calls at a time; nothing but the end of one makes room. */
function bulkhead(size: number): Guard & { held: number } {
  const guard = {
    name: 'bulkhead',
    held: 0,
    availableAt: () => (guard.held < size ? 0 : Infinity),
    acquire() {
      if (guard.held >= size) return null
      guard.held += 1
      return { release: () => (guard.held -= 1) }
    },
  }
  return guard
}

/** Closed until a clock time. */
const closedUntil = (time: number): Guard => ({
  name: 'closed',
  availableAt: () => time,
  acquire: (now) => (now >= time ? { release: () => undefined } : null),
})

function scene(whenUnavailable: WhenUnavailable, ...guards: Guard[]) {
  const clock = createFakeClock(1000)
  const clients = guards.map((_, index) => scriptedClient(`t${String(index)}`))
  const balancer = createBalancer<ScriptedClient>({
    clock,
    whenUnavailable,
    strategy: failover(),
    targets: clients.map((client, index) => ({
      id: client.id,
      client,
      guards: guards.slice(index, index + 1),
    })),
  })
  return { balancer, clients, clock }
}

const outcome = (run: Promise<unknown>) => run.catch((error: unknown) => error)

describe('when no target may take a run', () => {
  it('fails at once by default, with every reason and when to come back', async () => {
    const { balancer, clients } = scene('fail', closedUntil(4000), closedUntil(9000))
    const error = await outcome(balancer.run(call))
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error).toMatchObject({
      retryAfterMs: 3000,
      considered: [
        { id: 't0', reason: 'closed', availableAt: 4000 },
        { id: 't1', reason: 'closed', availableAt: 9000 },
      ],
    })
    expect(clients[0]?.calls).toHaveLength(0)
  })

  it('waits until the first target is available', async () => {
    const { balancer, clients, clock } = scene('wait', closedUntil(4000), closedUntil(3000))
    const run = balancer.run(call)
    await clock.advance(1999)
    expect(clients[1]?.calls).toHaveLength(0)
    expect(balancer.snapshot().runs).toMatchObject({ running: 1, waiting: 1 })
    await clock.advance(1)
    await expect(run).resolves.toBe('from t1')
    expect(clock.pending).toBe(0)
  })

  it('does not begin a wait that is longer than allowed, or than the deadline', async () => {
    const { balancer, clock } = scene({ maxWaitMs: 2000 }, closedUntil(3001))
    await expect(balancer.run(call)).rejects.toThrow(NoTargetAvailableError)
    const patient = scene('wait', closedUntil(3001))
    await expect(patient.balancer.run(call, { deadlineMs: 2000 })).rejects.toThrow(NoTargetAvailableError)
    expect(clock.pending + patient.clock.pending).toBe(0)
  })

  it('does not wait at all for what nothing can change', async () => {
    const { balancer, clock } = scene('wait', closedUntil(Infinity))
    await expect(balancer.run(call)).rejects.toThrow('t0: closed')
    expect(clock.pending).toBe(0)
  })

  it('waits for a free place, first come, first served', async () => {
    const { balancer, clients, clock } = scene({ maxWaitMs: 500 }, bulkhead(1))
    clients[0]?.steps.push({ hang: true })
    const blocking = new AbortController()
    const first = outcome(balancer.run(call, { signal: blocking.signal }))
    const order: number[] = []
    const rest = [1, 2, 3].map((number) =>
      balancer.run(async (client, attempt) => {
        order.push(number)
        return client.call(attempt)
      }),
    )
    await clock.advance(100)
    expect(balancer.snapshot().runs.waiting).toBe(3)
    blocking.abort(new Error('enough'))
    await clock.settle()
    await Promise.all(rest)
    expect(order).toEqual([1, 2, 3])
    expect(await first).toMatchObject({ message: 'enough' })
    expect(clock.pending).toBe(0)
  })

  it('gives up a wait for a place when its time is up', async () => {
    const { balancer, clients, clock } = scene({ maxWaitMs: 500 }, bulkhead(1))
    clients[0]?.steps.push({ hang: true })
    const blocking = new AbortController()
    const first = outcome(balancer.run(call, { signal: blocking.signal }))
    const waiting = outcome(balancer.run(call))
    await clock.advance(500)
    expect(await waiting).toBeInstanceOf(NoTargetAvailableError)
    blocking.abort()
    await first
    expect(clock.pending).toBe(0)
  })

  it('queues no more runs than allowed', async () => {
    const { balancer, clock } = scene({ maxWaiting: 2, maxWaitMs: 5000 }, closedUntil(2000))
    const runs = [1, 2, 3].map(() => outcome(balancer.run(call)))
    await clock.advance(1000)
    const results = await Promise.all(runs)
    expect(results.slice(0, 2)).toEqual(['from t0', 'from t0'])
    expect(results[2]).toBeInstanceOf(NoTargetAvailableError)
  })

  it('a waiting run with a filter does not delay the others', async () => {
    const { balancer, clients, clock } = scene({ maxWaitMs: 5000 }, closedUntil(4000), bulkhead(1))
    clients[1]?.steps.push({ hang: true })
    const blocking = new AbortController()
    const busy = outcome(balancer.run(call, { only: 't1', signal: blocking.signal }))
    const picky = balancer.run(call, { only: 't0' })
    const other = balancer.run(call, { only: 't1' })
    await clock.settle()
    blocking.abort()
    await clock.settle()
    await expect(other).resolves.toBe('from t1')
    await clock.advance(3000)
    await expect(picky).resolves.toBe('from t0')
    await busy
  })

  it('calls the least bad one against its guard when asked to', async () => {
    const { balancer, clients } = scene('least-bad', closedUntil(9000), closedUntil(4000))
    const { attempts, value } = await balancer.runWithTrail(call)
    expect(value).toBe('from t1')
    expect(clients[0]?.calls).toHaveLength(0)
    expect(attempts[0]?.picked?.strategy).toBe('least-bad')
  })

  it('never calls a drained target, even as the least bad one', async () => {
    const { balancer, clients } = scene('least-bad', closedUntil(9000))
    balancer.updateTarget('t0', { weight: 0 })
    await expect(balancer.run(call)).rejects.toThrow('t0: drained')
    expect(clients[0]?.calls).toHaveLength(0)
  })

  it('serves a new run although the queue is full, when a target can take it at once', async () => {
    const { balancer, clients } = scene({ maxWaiting: 1 }, closedUntil(4000), closedUntil(0))
    const picky = outcome(balancer.run(call, { pin: 't0', deadlineMs: 60_000 }))
    await expect(balancer.run(call)).resolves.toBe('from t1')
    expect(clients[1]?.calls).toHaveLength(1)
    expect(balancer.snapshot().runs.waiting).toBe(1)
    await balancer.close()
    await picky
  })

  it('waits for the only eligible target to become free, also after another target has failed', async () => {
    const clock = createFakeClock(1000)
    const busy = scriptedClient('busy', { hang: true })
    const broken = scriptedClient('broken', { fail: new Error('broken') })
    const balancer = createBalancer<ScriptedClient>({
      clock,
      strategy: failover(),
      targets: [
        { id: 'broken', client: broken, maxAttempts: 1 },
        { id: 'busy', client: busy, guards: [bulkhead(1)] },
      ],
    })
    const blocking = new AbortController()
    const first = outcome(balancer.run(call, { only: 'busy', signal: blocking.signal }))
    const second = balancer.run(call)
    await clock.advance(150)
    expect(balancer.snapshot().runs.waiting).toBe(1)
    blocking.abort()
    await expect(second).resolves.toBe('from busy')
    await first
    expect(clock.pending).toBe(0)
  })

  it('before a retry: a target that is added serves at once, and when none is left it fails at once', async () => {
    const limited = Object.assign(new Error('limited'), { status: 429, headers: { 'retry-after': '20' } })
    const { balancer, clients, clock } = scene('fail', closedUntil(0))
    clients[0]?.steps.push({ fail: limited }, { fail: limited })
    const helped = balancer.run(call)
    await clock.settle()
    balancer.addTarget({ id: 'new', client: scriptedClient('new') })
    await expect(helped).resolves.toBe('from new')
    await balancer.removeTarget('new')
    balancer.reinstateTarget('t0')
    const lost = outcome(balancer.run(call))
    await clock.settle()
    await balancer.removeTarget('t0')
    expect(await lost).toBeInstanceOf(Error)
    expect(clock.pending).toBe(0)
  })

  it('continues when a target is added, gets a weight, or is reinstated', async () => {
    const { balancer, clock } = scene({ maxWaitMs: 60_000 }, closedUntil(40_000))
    const run = balancer.run(call)
    await clock.settle()
    balancer.addTarget({ id: 'new', client: scriptedClient('new') })
    await expect(run).resolves.toBe('from new')
    expect(clock.pending).toBe(0)
  })
})

describe('a listener that acts while a waiting run is admitted', () => {
  const acting = async (
    act: (balancer: ReturnType<typeof scene>['balancer'], stop: AbortController) => void,
  ) => {
    const { balancer, clients, clock } = scene('wait', closedUntil(2000))
    const stop = new AbortController()
    let acted = false
    balancer.on('attempt-started', () => {
      if (acted) return
      acted = true
      act(balancer, stop)
    })
    const waiting = outcome(balancer.run(call, { signal: stop.signal }))
    await clock.advance(1000)
    return { balancer, calls: clients[0]?.calls.length, clock, result: await waiting }
  }

  it('by starting a run lets both be served once', async () => {
    const others: Promise<unknown>[] = []
    const { balancer, calls, clock, result } = await acting((each) => others.push(outcome(each.run(call))))
    expect([result, ...(await Promise.all(others))]).toEqual(['from t0', 'from t0'])
    expect(calls).toBe(2)
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 2, successes: 2, inFlight: 0 })
    expect(clock.pending).toBe(0)
  })

  it('by changing the target lets it be served once', async () => {
    const { balancer, calls, result } = await acting((each) => {
      each.updateTarget('t0', { weight: 0 })
    })
    expect([result, calls]).toEqual(['from t0', 1])
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 1, inFlight: 0 })
  })

  it('by aborting it leaves nothing behind', async () => {
    const { balancer, calls, clock, result } = await acting((_, stop) => {
      stop.abort(new Error('enough'))
    })
    expect(result).toMatchObject({ message: 'enough' })
    expect(calls).toBe(0)
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 1, neutral: 1, inFlight: 0 })
    expect(clock.pending).toBe(0)
  })
})

describe('a timer that fires a moment early', () => {
  it('does not leave a run asleep', async () => {
    const exact = createFakeClock()
    const clock = {
      ...exact,
      now: exact.now,
      schedule: (callback: () => void, delayMs: number) => exact.schedule(callback, Math.floor(delayMs)),
    }
    const client = scriptedClient('a', { fail: new Error('broken') })
    const balancer = createBalancer<ScriptedClient>({
      clock,
      retry: { backoff: () => 20.7 },
      targets: [{ id: 'a', client }],
    })
    const run = balancer.run(call)
    await exact.advance(30)
    await expect(run).resolves.toBe('from a')
    expect(exact.pending).toBe(0)
  })
})

describe('closing', () => {
  it('takes no new runs, ends the waiting ones, and lets the running ones finish', async () => {
    const { balancer, clients, clock } = scene({ maxWaitMs: 60_000 }, bulkhead(1))
    clients[0]?.steps.push({ hang: true })
    const running = outcome(balancer.run(call, { timeouts: { attemptMs: 700 }, maxAttempts: 1 }))
    const waiting = outcome(balancer.run(call))
    await clock.settle()
    let closed = false
    const closing = balancer.close().then(() => (closed = true))
    expect(await waiting).toBeInstanceOf(BalancerClosedError)
    await expect(balancer.run(call)).rejects.toThrow(BalancerClosedError)
    expect(closed).toBe(false)
    await clock.advance(700)
    await closing
    expect(await running).toMatchObject({ kind: 'timeout' })
    expect(clock.pending).toBe(0)
    await balancer.close()
  })

  it.each(['a plain run', 'a stream'])(
    '%s that would have to wait from then on ends at once',
    async (what) => {
      const clock = createFakeClock()
      const client = scriptedClient('a')
      const balancer = createBalancer({
        clock,
        retry: { attemptsPerTarget: 3, maxWaitMs: 60_000, backoff: { baseMs: 30_000, jitter: 'none' } },
        targets: [{ id: 'a', client }],
      })
      client.steps.push({ hang: true })
      const options = { timeouts: { attemptMs: 700, firstContentMs: 700 } }
      const running = outcome(
        what === 'a stream'
          ? balancer
              .stream(async function* (...given) {
                yield await call(...given)
              }, options)
              .next()
          : balancer.run(call, options),
      )
      await clock.settle()
      const closing = balancer.close()
      await clock.advance(700)
      const error = await running
      expect(error).toBeInstanceOf(BalancerClosedError)
      expect((error as Error).cause).toMatchObject({ kind: 'timeout' })
      await closing
      expect(clock.pending).toBe(0)
    },
  )
})
