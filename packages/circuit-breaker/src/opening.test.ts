import { CircuitOpenError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { rejects, setDueScene, setScene } from './test/scene.ts'

describe.each(engines)('opening and closing, on $engine', ({ create }) => {
  it('opens at the threshold, not before, and rejects at once with the time to wait', async () => {
    const { breaker, clock, end, events } = setScene(create)
    end('failure', 2)
    expect(breaker.state).toBe('closed')
    end('failure')
    expect(breaker.state).toBe('open')
    expect(events).toEqual([{ type: 'opened', at: clock.now(), until: clock.now() + 1000, openings: 1 }])
    await clock.advance(400)
    let hasCalled = false
    const error = await rejects(breaker.execute(() => void (hasCalled = true)))
    expect(error).toBeInstanceOf(CircuitOpenError)
    expect(error).toMatchObject({ code: 'circuit-open', retryAfterMs: 600 })
    expect(hasCalled).toBe(false)
  })

  it('allows a probe exactly when the open time is over, and closes after enough of them', async () => {
    const { breaker, clock, end, events } = setScene(create)
    end('failure', 3)
    await clock.advance(999)
    expect(breaker.acquire()).toBeNull()
    await clock.advance(1)
    end('success')
    expect(breaker.state).toBe('half-open')
    end('success')
    expect(breaker.state).toBe('closed')
    expect(events.map(({ type }) => type)).toEqual(['opened', 'half-opened', 'closed'])
  })

  it('opens again at the first probe that fails, and counts the openings', async () => {
    const { breaker, clock, end, events } = await setDueScene(create)
    end('success')
    end('failure')
    expect(breaker.state).toBe('open')
    expect(breaker.availableAt()).toBe(clock.now() + 1000)
    expect(events.at(-1)).toMatchObject({ type: 'opened', openings: 2 })
  })

  it('starts counting at zero after closing', async () => {
    const { breaker, end } = await setDueScene(create)
    end('success', 2)
    end('failure', 2)
    expect(breaker.state).toBe('closed')
  })

  it('forgets failures that have left the window, after any idle time', async () => {
    const { breaker, clock, end } = setScene(create, { windowMs: 10_000 })
    end('failure', 2)
    await clock.advance(3_600_000)
    end('failure', 2)
    expect(breaker.state).toBe('closed')
    await clock.advance(10_000)
    end('failure', 2)
    expect(breaker.state).toBe('closed')
    end('failure')
    expect(breaker.state).toBe('open')
  })

  it('stays open as long as the server asks, up to the cap', async () => {
    const { breaker, clock, permit, end } = setScene(create, { maxRetryAfterMs: 20_000 })
    const failure = { type: 'failure', kind: 'overloaded', scope: 'target', durationMs: 1 } as const
    permit().release({ ...failure, retryAfterMs: 5000 })
    end('failure', 2)
    expect(breaker.availableAt()).toBe(clock.now() + 5000)
    await clock.advance(5000)
    permit().release({ ...failure, retryAfterMs: 999_000 })
    expect(breaker.availableAt()).toBe(clock.now() + 20_000)
  })

  it('forgets the server’s hints with every transition', async () => {
    const { breaker, clock, permit, end } = setScene(create, { failureThreshold: 2 })
    const failure = { type: 'failure', kind: 'overloaded', scope: 'target', durationMs: 1 } as const
    permit().release({ ...failure, retryAfterMs: 5000 })
    breaker.reset()
    end('failure', 2)
    expect(breaker.availableAt()).toBe(clock.now() + 1000)
  })

  it('is opened by hand for as long as the server asked before', () => {
    const { breaker, clock, permit } = setScene(create)
    const failure = { type: 'failure', kind: 'overloaded', scope: 'target', durationMs: 1 } as const
    permit().release({ ...failure, retryAfterMs: 5000 })
    breaker.trip()
    expect(breaker.availableAt()).toBe(clock.now() + 5000)
  })

  it('is not opened by hand while it is isolated, nor for longer while it is open', async () => {
    const { breaker, clock } = setScene(create)
    breaker.trip()
    await clock.advance(400)
    breaker.trip()
    expect(breaker.availableAt()).toBe(clock.now() + 600)
    breaker.isolate()
    breaker.trip()
    expect(breaker.state).toBe('isolated')
    expect(breaker.availableAt()).toBe(Infinity)
  })

  it('is opened by hand again while it is being probed', async () => {
    const { breaker, clock, permit } = await setDueScene(create)
    permit()
    breaker.trip()
    expect(breaker.state).toBe('open')
    expect(breaker.availableAt()).toBe(clock.now() + 1000)
  })

  it('is isolated by hand until it is reset', async () => {
    const { breaker, clock, permit, events } = setScene(create)
    const running = permit()
    breaker.isolate()
    breaker.isolate()
    running.release('success')
    await clock.advance(1_000_000)
    expect(breaker.state).toBe('isolated')
    expect(breaker.availableAt()).toBe(Infinity)
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({ retryAfterMs: Infinity })
    breaker.reset()
    expect(await breaker.execute(() => 1)).toBe(1)
    expect(events.map(({ type }) => type)).toEqual(['isolated', 'closed'])
  })

  it('opens by hand as it would after failures', async () => {
    const { breaker, clock, end } = setScene(create)
    breaker.trip()
    breaker.trip()
    expect(breaker.state).toBe('open')
    await clock.advance(1000)
    end('success', 2)
    expect(breaker.state).toBe('closed')
  })
})
