import { inspect } from 'node:util'
import { NoTargetAvailableError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { breaks, contents, hangs, inTurn, read, refusal, says, scene, type Scene } from './scene.ts'

const enabled = { circuit_breaker_enabled: true }

/** A scene whose primary begins each request, so that its circuit alone decides whether it is tried. */
const primaryFirst = (settings: Record<string, unknown> = {}): Scene =>
  scene('failover', ['a', 'b'], { settings: { ...enabled, failover_failback_after_ms: 0, ...settings } })

describe('a circuit', () => {
  it('opens at the threshold within the window, and its member is passed over', async () => {
    const { ask, asked, script, clock, balancer } = primaryFirst({
      circuit_breaker_failure_window_ms: 10_000,
    })
    script('a', breaks(refusal(500)))
    await ask()
    await clock.advance(5000)
    await ask()
    await clock.advance(5000)
    await ask()
    // The first failure is out of the window.
    expect(balancer.getStats().circuitBreakerStates['a']).toMatchObject({ state: 'closed' })
    await ask()
    expect(balancer.getStats().circuitBreakerStates).toMatchObject({
      a: { state: 'open', openedAt: clock.now() },
    })
    await ask()
    expect(asked()).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'b'])
  })

  it.each([
    [59_998, 'open'],
    [59_999, 'closed'],
  ] as const)(
    'has a threshold of 3 within a minute: after failures at 0, at 1, and %i ms later it is %s',
    async (last, state) => {
      const { ask, script, clock, balancer } = primaryFirst()
      script('a', breaks(refusal(500)))
      await ask()
      await clock.advance(1)
      await ask()
      await clock.advance(last)
      await ask()
      expect(balancer.getStats().circuitBreakerStates['a']?.state).toBe(state)
    },
  )

  it('counts a member once for each request, however often it was tried', async () => {
    const { ask, asked, script, balancer } = primaryFirst({ failover_retry_count: 4 })
    script('a', breaks(refusal(500)))
    await ask()
    expect(asked()).toEqual(['a', 'a', 'a', 'a', 'b'])
    const { backendMetrics, circuitBreakerStates } = balancer.getStats()
    expect(circuitBreakerStates['a']?.failures).toHaveLength(1)
    expect(backendMetrics['a']).toMatchObject({ requests: 4, failures: 4 })
  })

  it('lets one trial through after the recovery time, and none beside it', async () => {
    const { ask, asked, script, clock, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    script('a', breaks(refusal(500)))
    await ask()
    await clock.advance(29_999)
    await ask()
    expect(asked()).toEqual(['a', 'b', 'b'])
    await clock.advance(1)
    expect(balancer.getStats().circuitBreakerStates['a']?.state).toBe('open')
    let finish: () => void = () => {}
    script('a', async function* () {
      await new Promise<void>((resolve) => (finish = resolve))
      yield* says('back')({ contents })
    })
    const trial = ask()
    await clock.settle()
    expect(balancer.getStats().circuitBreakerStates['a']?.state).toBe('half-open')
    await Promise.all([ask(), ask(), ask()])
    expect(asked()).toEqual(['a', 'b', 'b', 'b'])
    finish()
    expect(await trial).toEqual(['back'])
    expect(balancer.getStats().circuitBreakerStates['a']).toEqual({ state: 'closed', failures: [] })
  })

  it('opens for the whole time again when the trial fails, also when the window is shorter', async () => {
    const { ask, asked, script, clock } = primaryFirst({
      ...{ circuit_breaker_failure_threshold: 2, circuit_breaker_failure_window_ms: 1000 },
      circuit_breaker_recovery_timeout_ms: 20_000,
    })
    script('a', breaks(refusal(500)))
    await ask()
    await ask()
    await clock.advance(20_000)
    await ask()
    expect(asked()).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
    await clock.advance(19_999)
    await ask()
    expect(asked()).toEqual(['b'])
    await clock.advance(1)
    script('a', says('back'))
    expect(await ask()).toEqual(['back'])
    expect(await ask()).toEqual(['back'])
  })

  it.each<[string, (scene: Scene) => Promise<unknown>]>([
    [
      'was left by its reader',
      async ({ balancer, script }) => {
        script('a', says('one', 'two', 'three'))
        for await (const _ of balancer.generateChatCompletion({ contents })) break
      },
    ],
    [
      'was aborted',
      async ({ ask, script }) => {
        script('a', hangs())
        const controller = new AbortController()
        const answer = ask({ invocation: { signal: controller.signal } })
        await Promise.resolve()
        controller.abort(new Error('enough'))
        expect(await answer).toMatchObject({ error: { message: 'enough' } })
      },
    ],
    [
      'was refused as the fault of the request',
      async ({ ask, script }) => {
        script('a', breaks(refusal(400)))
        expect(await ask()).toMatchObject({ error: { status: 400 } })
      },
    ],
  ])('gets the place of a trial back that %s', async (_title, end) => {
    const whole = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    const { ask, asked, script, clock, balancer } = whole
    script('a', breaks(refusal(500)))
    await ask()
    await clock.advance(30_000)
    await end(whole)
    expect(asked()).toEqual(['a', 'b', 'a'])
    expect(balancer.getStats().circuitBreakerStates['a']?.state).toBe('half-open')
    script('a', says('back'))
    expect(await ask()).toEqual(['back'])
    expect(balancer.getStats().circuitBreakerStates['a']?.state).toBe('closed')
  })

  it('is not touched by faults of requests, or by what the caller aborts', async () => {
    const { ask, script, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    for (const status of [400, 413, 422]) {
      script('a', breaks(refusal(status)))
      expect(await ask()).toMatchObject({ error: { status } })
    }
    expect(await ask({ invocation: { signal: AbortSignal.abort(new Error('no')) } })).toMatchObject({
      error: { message: 'no' },
    })
    expect(balancer.getStats().circuitBreakerStates).toEqual({})
  })

  it.each([401, 429, 500, 503])('opens by %i', async (status) => {
    const { ask, script, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    script('a', breaks(refusal(status)))
    await ask()
    expect(balancer.getStats().circuitBreakerStates).toMatchObject({ a: { state: 'open' } })
  })

  it('is not asked while it is not enabled, and nothing is kept for it', async () => {
    const { ask, asked, script, balancer } = primaryFirst({ circuit_breaker_enabled: 'yes' })
    script('a', breaks(refusal(500)))
    for (let count = 0; count < 5; count += 1) await ask()
    expect(asked().filter((name) => name === 'a')).toHaveLength(5)
    expect(balancer.getStats().circuitBreakerStates).toEqual({})
  })

  it('is not changed by reading statistics', async () => {
    const { ask, asked, script, clock, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    script('a', breaks(refusal(500)))
    await ask()
    await clock.advance(30_000)
    for (let count = 0; count < 10; count += 1) balancer.getStats()
    await ask()
    expect(asked()).toEqual(['a', 'b', 'a', 'b'])
  })

  it('shows no secret of an error, and keeps no more failures than it needs', async () => {
    const { ask, script, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 50 })
    const config = { headers: { authorization: 'Bearer planted-key' } }
    script('a', breaks(Object.assign(refusal(500, 'bad key sk-planted0123456789abcdef'), { config })))
    for (let count = 0; count < 49; count += 1) await ask()
    const states = balancer.getStats().circuitBreakerStates
    expect(states['a']?.failures).toHaveLength(49)
    expect(inspect(states, { depth: Infinity, showHidden: true })).not.toContain('planted')
  })
})

describe('when all circuits are open', () => {
  it('a request is rejected at once, with the time to come back', async () => {
    const { ask, asked, script, clock } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    script('a', breaks(refusal(500)))
    script('b', breaks(refusal(500)))
    await ask()
    await clock.advance(10_000)
    const { error } = (await ask()) as { error: NoTargetAvailableError }
    expect(error).toBeInstanceOf(NoTargetAvailableError)
    expect(error.message).toBe(
      'All backends are currently unhealthy (circuit breakers open). Please wait for recovery or check backend configurations.',
    )
    expect(error.retryAfterMs).toBe(20_000)
    expect(error.considered.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'a: circuit-open',
      'b: circuit-open',
    ])
    expect(asked()).toEqual(['a', 'b'])
  })

  it('and a trial of each runs, nothing is said of the time to come back', async () => {
    const { ask, asked, script, clock, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    for (const name of ['a', 'b']) script(name, breaks(refusal(500)))
    await ask()
    await clock.advance(30_000)
    for (const name of ['a', 'b']) script(name, hangs([], name))
    const trials = [balancer.generateChatCompletion(contents), balancer.generateChatCompletion(contents)]
    for (const trial of trials) await trial.next()
    const { error } = (await ask()) as { error: NoTargetAvailableError }
    expect(error.message).toMatch(/^All backends are currently unhealthy/)
    expect(error).not.toHaveProperty('retryAfterMs')
    expect(asked()).toEqual(['a', 'b', 'a', 'b'])
    for (const trial of trials) await trial.return?.()
  })

  it('a request that fails at the others does not wait for one', async () => {
    const { ask, asked, script, clock } = primaryFirst({
      circuit_breaker_failure_threshold: 2,
      failover_retry_delay_ms: 60_000,
    })
    script('a', breaks(refusal(500)))
    await ask()
    await ask()
    script('b', breaks(refusal(500)))
    expect(await ask()).toMatchObject({ error: { failures: [{ profile: 'b' }] } })
    expect(asked()).toEqual(['a', 'b', 'a', 'b', 'b'])
    expect(clock.pending).toBe(0)
  })

  it('a request does not wait for a trial that runs', async () => {
    const { ask, asked, script, clock, balancer } = primaryFirst({ circuit_breaker_failure_threshold: 1 })
    script('a', breaks(refusal(500)))
    await ask()
    await clock.advance(30_000)
    script('a', hangs([], 'first'))
    const trial = balancer.generateChatCompletion({ contents })
    await trial.next()
    script('b', breaks(refusal(500)))
    expect(await ask()).toMatchObject({ error: { failures: [{ profile: 'b' }] } })
    expect(asked()).toEqual(['a', 'b', 'a', 'b'])
    await trial.return?.()
  })
})

describe('settings', () => {
  it('are read anew for each request', async () => {
    const { ask, asked, script, settings, balancer, clock } = primaryFirst()
    script('a', breaks(refusal(500)))
    await ask()
    settings['circuit_breaker_failure_threshold'] = 2
    await ask()
    expect(balancer.getStats().circuitBreakerStates).toMatchObject({ a: { state: 'open' } })
    settings['circuit_breaker_enabled'] = false
    settings['failover_retry_count'] = 2
    await ask()
    settings['circuit_breaker_enabled'] = true
    settings['failover_retry_count'] = 1
    await ask()
    expect(asked()).toEqual(['a', 'b', 'a', 'b', 'a', 'a', 'b', 'b'])
    await clock.advance(30_000)
    script('a', inTurn(says('back')))
    expect(await ask()).toEqual(['back'])
  })

  it.each(['3', null, NaN, -1, {}, []])('of a wrong type count as none: %j', async (wrong) => {
    const settings = Object.fromEntries(
      [
        ...['failover_retry_count', 'failover_retry_delay_ms', 'timeout_ms', 'tpm_threshold'],
        ...['circuit_breaker_failure_threshold', 'circuit_breaker_failure_window_ms'],
        ...['circuit_breaker_recovery_timeout_ms', 'failover_failback_after_ms'],
      ].map((name) => [name, wrong]),
    )
    const { ask, asked, script, clock, balancer } = scene('failover', ['a', 'b'], {
      settings: { ...settings, ...enabled },
    })
    script('a', breaks(refusal(500)))
    for (let count = 0; count < 3; count += 1) {
      await ask()
      balancer.resetFailoverIndex()
    }
    expect(asked()).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
    await clock.advance(29_999)
    expect(await read(balancer.generateChatCompletion(contents))).toEqual(['b1', 'b2'])
    await clock.advance(1)
    balancer.resetFailoverIndex()
    await ask()
    expect(asked()).toEqual(['b', 'a', 'b'])
  })
})
