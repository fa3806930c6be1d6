import { statusError } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { calls, compose, down, readAll, type Composition } from './composition-scene.ts'
import { rejection, scene } from './scene.ts'

// Order and interplay: deadline( retry( pick( breaker( limit( attempt timeout( call ))))))

describe('the candidates of a pick are', () => {
  it('no target that is open, cooled, quarantined or limited', async () => {
    const seen: string[][] = []
    const { llm, fake, drive } = scene(
      { open: {}, cooled: {}, quarantined: {}, limited: {}, healthy: {} },
      {
        entries: { limited: { requestsPerMinute: 1 } },
        strategy: 'custom',
        customStrategy: (providers) => {
          seen.push(providers.map(({ name }) => name))
          return providers[0]
        },
      },
    )
    fake.target('cooled').script([{ fault: 'rate-limit', retryAfterMs: 60_000 }])
    fake.target('quarantined').script(['auth'])
    fake.target('open').outage('server')
    await drive(llm.healthCheck())
    fake.target('cooled').script([{ fault: 'rate-limit', retryAfterMs: 60_000 }])
    fake.target('quarantined').script(['auth'])
    await drive(llm.request({ prompt: 'p' }, { only: ['cooled', 'quarantined', 'healthy'] }))
    await drive(llm.request({ prompt: 'p' }, { only: ['limited'] }))
    seen.length = 0
    expect((await drive(llm.request({ prompt: 'p' }))).provider).toBe('healthy')
    expect(seen).toEqual([['healthy']])
    expect(llm.snapshot().targets.map(({ reason }) => reason)).toEqual([
      'circuit-open',
      'cooling: rate-limit',
      'quarantined: auth',
      'rate-limit',
      undefined,
    ])
  })

  it('an open circuit is no attempt: the next target at once, without a wait or a charge', async () => {
    const { balancer, clients, circuits, charges, clock } = compose(['a', 'b'])
    circuits.a.trip()
    const before = clock.now()
    const { value, attempts } = await balancer.runWithTrail((client, attempt) => client.call(attempt))
    expect(value).toBe('from b')
    expect(attempts).toMatchObject([{ number: 1, targetId: 'b' }])
    expect(calls(clients)).toEqual({ a: 0, b: 1 })
    expect(balancer.snapshot().targets[0]).toMatchObject({ attempts: 0, reason: 'circuit-open' })
    expect([charges, clock.now(), clock.pending]).toEqual([[], before, 0])
  })

  it('a circuit that opens in the middle of a run sends the run on, not away', async () => {
    const { clients, circuits, run, charges } = compose(['a', 'b'])
    clients.a.steps.push(down, down)
    expect([await run(), await run(), await run()]).toEqual(['from b', 'from b', 'from b'])
    expect(circuits.a.state).toBe('open')
    expect(calls(clients)).toEqual({ a: 2, b: 3 })
    expect(charges).toEqual([])
  })

  it('when all are open, the error says why and when to come back', async () => {
    const { circuits, run, clients } = compose(['a', 'b'], { whenUnavailable: 'fail' })
    circuits.a.trip()
    circuits.b.isolate()
    clients.a.steps.push(down)
    // The one that is made to see whether the target is back.
    expect(await rejection(run({ maxAttempts: 1 }))).toMatchObject({ status: 500 })
    expect(await rejection(run())).toMatchObject({
      name: 'NoTargetAvailableError',
      retryAfterMs: 1000,
      considered: [
        { id: 'a', reason: 'circuit-open' },
        { id: 'b', reason: 'circuit-open', availableAt: Infinity },
      ],
    })
    expect(calls(clients)).toEqual({ a: 1, b: 0 })
  })
})

describe('retries', () => {
  it('of one run count once per target and kind', async () => {
    const { clients, circuits, run, clock, charges } = compose(['a'])
    clients.a.steps.push(down, down, down)
    const failed = rejection(run())
    await clock.advance(5000)
    expect(await failed).toMatchObject({ name: 'AllTargetsFailedError', attempts: { length: 3 } })
    expect([circuits.a.state, charges]).toEqual(['closed', ['transient', 'transient']])
    clients.a.steps.push(down)
    expect(await rejection(run({ maxAttempts: 1 }))).toMatchObject({ status: 500 })
    expect(circuits.a.state).toBe('open')
  })

  it('of one run count once more for another kind, and wait for the circuit they have opened', async () => {
    const { clients, circuits, run, clock } = compose(['a'])
    clients.a.steps.push(down, { fail: new TypeError('fetch failed') })
    const running = run()
    await clock.advance(999)
    expect([circuits.a.state, calls(clients)]).toEqual(['open', { a: 2 }])
    await clock.advance(10_000)
    expect(await running).toBe('from a')
    expect(circuits.a.state).toBe('closed')
  })

  it('do not wait for a circuit that opens after the deadline', async () => {
    const { clients, circuits, run, clock } = compose(['a'])
    circuits.a.acquire()?.release('failure')
    clients.a.steps.push(down)
    expect(await rejection(run({ deadlineMs: 900 }))).toMatchObject({ status: 500 })
    expect(clock.pending).toBe(0)
  })
})

describe('a half-open circuit', () => {
  it('gets one of 100 runs at a time; the others are served elsewhere at once', async () => {
    const { clients, circuits, run, clock } = compose(['a', 'b'])
    circuits.a.trip()
    await clock.advance(1000)
    clients.a.steps.push({ hang: true })
    const controller = new AbortController()
    const probing = rejection(run({ signal: controller.signal }))
    await clock.settle()
    await Promise.all(Array.from({ length: 99 }, () => run()))
    expect(calls(clients)).toEqual({ a: 1, b: 99 })
    controller.abort()
    await probing
  })

  it.each<[string, (probe: Composition<'a' | 'b'>) => Promise<unknown>, 'half-open' | 'open']>([
    [
      'its caller aborts',
      async ({ clients, run, clock }) => {
        const controller = new AbortController()
        clients.a.steps.push({ hang: true })
        const running = rejection(run({ signal: controller.signal }))
        await clock.settle()
        controller.abort()
        return running
      },
      'half-open',
    ],
    [
      'the request is at fault',
      ({ clients, run }) => {
        clients.a.steps.push({ fail: statusError(400, { code: 'unsupported_value' }) })
        return rejection(run())
      },
      'half-open',
    ],
    [
      'the key is at fault',
      ({ clients, run }) => {
        clients.a.steps.push({ fail: statusError(429, { headers: { 'retry-after': '1' } }) })
        return run()
      },
      'half-open',
    ],
    [
      'it hangs for longer than a caller in a hurry waits',
      async ({ clients, run, clock }) => {
        clients.a.steps.push({ hang: true })
        const running = run({ timeouts: { attemptMs: 100 } })
        await clock.advance(100)
        return running
      },
      'half-open',
    ],
    [
      'the deadline cuts it',
      async ({ clients, run, clock }) => {
        clients.a.steps.push({ hang: true })
        const running = rejection(run({ deadlineMs: 100 }))
        await clock.advance(100)
        return running
      },
      'half-open',
    ],
    [
      'its stream is left',
      async ({ clients, stream }) => {
        clients.a.steps.push({ chunks: ['one', 'two'] })
        for await (const chunk of stream()) return chunk
        return undefined
      },
      'half-open',
    ],
    [
      'its stream breaks',
      ({ clients, stream }) => {
        clients.a.steps.push({ chunks: ['one', new Error('broke')] })
        return rejection(readAll(stream()))
      },
      'open',
    ],
    [
      'its stream fails before the first chunk',
      ({ clients, stream }) => {
        clients.a.steps.push(down)
        return readAll(stream())
      },
      'open',
    ],
  ])('has its place free again after a probe when %s', async (_, probe, state) => {
    const composed = compose(['a', 'b'])
    const { circuits, clock, clients, run } = composed
    circuits.a.trip()
    await clock.advance(1000)
    await probe(composed)
    expect(calls(clients)).toMatchObject({ a: 1 })
    expect(circuits.a.state).toBe(state)
    await clock.advance(1000)
    expect(await run()).toBe('from a')
    expect(circuits.a.state).toBe('closed')
  })

  it('lets runs that wait for it go one by one, and all at once when it has closed', async () => {
    const { circuits, clients, run, clock } = compose(['a'], { whenUnavailable: 'wait' })
    circuits.a.trip()
    clients.a.steps.push(down)
    const ends: string[] = []
    const runs = Array.from({ length: 20 }, () =>
      run({ maxAttempts: 1 }).then(
        (value) => ends.push(value),
        () => ends.push('failed'),
      ),
    )
    await clock.advance(249)
    expect([calls(clients), ends]).toEqual([{ a: 1 }, ['failed']])
    await clock.advance(1000)
    await Promise.all(runs)
    expect(calls(clients)).toEqual({ a: 20 })
    expect(ends.filter((end) => end === 'from a')).toHaveLength(19)
  })
})

describe('health', () => {
  it('a primary that recovers serves again, and no caller sees an error meanwhile', async () => {
    const { clients, circuits, run, clock } = compose(['a', 'b'])
    clients.a.steps.push(down, down, down)
    const served: string[] = []
    for (let number = 0; number < 8; number += 1) {
      served.push(await run())
      await clock.advance(400)
    }
    expect(served).toEqual([...Array.from({ length: 7 }, () => 'from b'), 'from a'])
    expect(circuits.a.state).toBe('closed')
    expect(clients.a.calls).toHaveLength(4)
  })

  it.each([400, 401, 402, 403, 404, 413, 422, 429])('%i never opens a circuit', async (status) => {
    const { clients, circuits, run, clock } = compose(['a'], { whenUnavailable: 'least-bad' })
    for (let number = 0; number < 5; number += 1) {
      clients.a.steps.push({ fail: statusError(status) })
      await rejection(run({ maxAttempts: 1 }))
      await clock.advance(1)
    }
    expect([calls(clients), circuits.a.state]).toEqual([{ a: 5 }, 'closed'])
  })

  it('callers who go away never open a circuit', async () => {
    const { clients, circuits, run, clock } = compose(['a'])
    for (let number = 0; number < 5; number += 1) {
      const controller = new AbortController()
      clients.a.steps.push({ hang: true })
      const running = rejection(run({ signal: controller.signal }))
      await clock.settle()
      controller.abort()
      await running
    }
    expect([calls(clients), circuits.a.state]).toEqual([{ a: 5 }, 'closed'])
  })

  it('a caller in a hurry is held against no target', async () => {
    const { clients, circuits, run, clock } = compose(['a', 'b'])
    for (let number = 0; number < 3; number += 1) {
      clients.a.steps.push({ hang: true })
      clients.b.steps.push({ hang: true })
      const running = rejection(run({ deadlineMs: 100, timeouts: { attemptMs: 80 } }))
      await clock.advance(1100)
      expect(await running).toMatchObject({ name: 'DeadlineExceededError' })
    }
    expect([circuits.a.state, circuits.b.state]).toEqual(['closed', 'closed'])
  })
})
