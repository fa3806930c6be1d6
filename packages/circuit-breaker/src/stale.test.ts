import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { setDueScene, setScene } from './test/scene.ts'

describe.each(engines)('stale outcomes and listeners, on $engine', ({ create }) => {
  it('does not close on successes that began before it opened', async () => {
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

  it('does not open again on failures that began before it opened', async () => {
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

  it('counts a permit once', () => {
    const { breaker, permit } = setScene(create)
    const once = permit()
    for (let time = 0; time < 5; time += 1) once.release('failure')
    expect(breaker.state).toBe('closed')
  })

  it('changes nothing for a listener that throws or rejects, and says so', async () => {
    const { breaker, end, clock, events } = setScene(create)
    breaker.on('opened', () => {
      throw new Error('listener')
    })
    breaker.on('half-opened', () => Promise.reject(new Error('listener')))
    end('failure', 3)
    expect(breaker.state).toBe('open')
    await clock.advance(1000)
    end('success', 2)
    await clock.settle()
    expect(breaker.state).toBe('closed')
    expect(events.filter(({ type }) => type === 'listener-failed')).toMatchObject([
      { event: 'opened' },
      { event: 'half-opened' },
    ])
  })

  it('tells a listener of failures nothing of its own', () => {
    const { breaker, end, events } = setScene(create)
    for (const type of ['opened', 'listener-failed'] as const)
      breaker.on(type, () => {
        throw new Error('listener')
      })
    end('failure', 3)
    expect(events.map(({ type }) => type).toSorted()).toEqual(['listener-failed', 'opened'])
  })

  it('obeys a listener that changes the state in the middle of a call', async () => {
    const { breaker } = await setDueScene(create)
    const stop = breaker.on('half-opened', () => {
      breaker.isolate()
    })
    expect(breaker.acquire()).toBeNull()
    stop()
    breaker.reset()
    expect(breaker.acquire()).not.toBeNull()
  })
})
