import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { setScene } from './test/scene.ts'

describe.each(engines)('stale outcomes, on $engine', ({ create }) => {
  it('do not close the circuit: successes that began before it opened', async () => {
    const { breaker, permit, clock, end } = setScene(create)
    const early = [permit(), permit()]
    end('failure', 3)
    await clock.advance(1000)
    const probe = permit()
    for (const each of early) each.release('success')
    expect(breaker.state).toBe('half-open')
    probe.release('success')
    expect(breaker.state).toBe('half-open')
  })

  it('do not open the circuit again: failures that began before it opened', async () => {
    const { breaker, permit, clock, end } = setScene(create)
    const early = [permit(), permit(), permit(), permit(), permit()]
    end('failure', 3)
    const until = breaker.availableAt()
    early[0]?.release('failure')
    expect(breaker.availableAt()).toBe(until)
    await clock.advance(1000)
    end('success')
    early[1]?.release('failure')
    expect(breaker.state).toBe('half-open')
    end('success')
    for (const each of early.slice(2)) each.release('failure')
    expect(breaker.state).toBe('closed')
  })

  it('count once: a permit is released once', () => {
    const { breaker, permit } = setScene(create)
    const once = permit()
    for (let time = 0; time < 5; time += 1) once.release('failure')
    expect(breaker.state).toBe('closed')
  })

  it('are those of calls that ran when `reset` was called by hand, also while the circuit is closed', () => {
    const { breaker, permit } = setScene(create)
    const running = [permit(), permit(), permit()]
    breaker.reset()
    for (const each of running) each.release('failure')
    expect(breaker.state).toBe('closed')
    expect(breaker.toJSON()).toEqual({ state: 'closed', openings: 0, openUntil: 0 })
  })
})
