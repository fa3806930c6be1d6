import { callFacts, createFakeClock } from '@llm-balancer/core/testing'
import type { Guard } from '@llm-balancer/core'
import { describe, expect, it, vi } from 'vitest'
import { createCircuitBreaker, slowCallRatio } from './index.ts'
import { engines } from './test/engines.ts'
import { setScene, type Scene } from './test/scene.ts'

const refused = { type: 'failure', kind: 'overloaded', scope: 'target', durationMs: 1 } as const

describe.each(engines)('a trial, on $engine', ({ create }) => {
  /** A scene whose circuit is open for another 1000 ms. */
  const setOpenScene = (options?: Parameters<typeof create>[0]): Scene & { readonly opensUntil: number } => {
    const scene = setScene(create, options)
    scene.end('failure', 3)
    scene.events.length = 0
    return { ...scene, opensUntil: scene.clock.now() + 1000 }
  }

  it('is admitted while the circuit is open, one at a time', () => {
    const { breaker, opensUntil } = setOpenScene()
    expect(breaker.acquire()).toBeNull()
    const trial = breaker.trial()
    expect(trial).not.toBeNull()
    expect(breaker.trial()).toBeNull()
    expect(breaker.availableAt()).toBe(opensUntil)
    trial?.release('neutral')
    expect(breaker.trial()).not.toBeNull()
  })

  it('that fails leaves the open time as it was, and is no opening', async () => {
    const { breaker, clock, opensUntil, events } = setOpenScene()
    await clock.advance(400)
    breaker.trial()?.release('failure')
    expect(breaker.availableAt()).toBe(opensUntil)
    expect(breaker.toJSON().openings).toBe(1)
    expect(events).toEqual([])
  })

  it('that succeeds is the first successful probe, so that the next call is allowed at once', async () => {
    const { breaker, clock, events, end } = setOpenScene()
    await clock.advance(400)
    breaker.trial()?.release('success')
    expect(breaker.state).toBe('half-open')
    expect(breaker.availableAt()).toBe(clock.now())
    end('success')
    expect(breaker.state).toBe('closed')
    expect(events.map(({ type }) => type)).toEqual(['half-opened', 'closed'])
  })

  it('that gives its first content half-opens the circuit, as a probe that goes on', async () => {
    const { breaker, clock, permit, opensUntil } = setOpenScene()
    const trial = breaker.trial()
    await clock.advance(300)
    trial?.firstContent?.()
    expect(breaker.state).toBe('half-open')
    // Room for the usual probe, and for one more.
    const probes = [permit(), permit()]
    expect(breaker.acquire()).toBeNull()
    for (const probe of probes) probe.release('neutral')
    trial?.release('failure')
    expect(breaker.state).toBe('open')
    expect(breaker.availableAt()).toBe(opensUntil)
    // First contents are not trusted again until the circuit closes.
    breaker.trial()?.firstContent?.()
    expect(breaker.state).toBe('open')
  })

  it('that succeeds closes a circuit that needs no second probe', () => {
    const { breaker } = setOpenScene({ successThreshold: 1 })
    breaker.trial()?.release('success')
    expect(breaker.state).toBe('closed')
  })

  it('that succeeds before a probe that fails leaves the rest of the open time', async () => {
    const { breaker, clock, opensUntil, end, events } = setOpenScene()
    await clock.advance(400)
    breaker.trial()?.release('success')
    await clock.advance(100)
    end('failure')
    expect(breaker.state).toBe('open')
    expect(breaker.availableAt()).toBe(opensUntil)
    expect(events.at(-1)).toMatchObject({ type: 'opened', until: opensUntil, openings: 1 })
  })

  it('that succeeds before a probe that fails after the open time is followed by a whole one', async () => {
    const { breaker, clock, end } = setOpenScene()
    breaker.trial()?.release('success')
    await clock.advance(1000)
    end('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 1000)
    expect(breaker.toJSON().openings).toBe(2)
  })

  it('is not made before the time that the service asked for, which wins over the open time', async () => {
    const { breaker, clock, permit, end } = setScene(create)
    end('failure', 2)
    permit().release({ ...refused, retryAfterMs: 300 })
    expect(breaker.trial()).toBeNull()
    await clock.advance(300)
    breaker.trial()?.release({ ...refused, retryAfterMs: 5000 })
    expect(breaker.availableAt()).toBe(clock.now() + 5000)
    await clock.advance(4999)
    expect(breaker.trial()).toBeNull()
  })

  it('that is never released loses its place with its lease', async () => {
    const { breaker, clock } = setOpenScene({ probeLeaseMs: 100 })
    const forgotten = breaker.trial()
    await clock.advance(99)
    expect(breaker.trial()).toBeNull()
    await clock.advance(1)
    expect(breaker.trial()).not.toBeNull()
    forgotten?.release('success')
    expect(breaker.state).toBe('open')
  })

  it('that outlives the open time no longer counts once the circuit is probed', async () => {
    const { breaker, clock, permit } = setOpenScene()
    const trial = breaker.trial()
    await clock.advance(1000)
    permit()
    trial?.release('failure')
    expect(breaker.state).toBe('half-open')
  })

  it('is a call like any other where the circuit is closed or due, and none where it is isolated', async () => {
    const { breaker, clock, end } = setScene(create)
    breaker.trial()?.release('failure')
    end('failure', 2)
    expect(breaker.state).toBe('open')
    await clock.advance(1000)
    expect(breaker.trial()).not.toBeNull()
    expect(breaker.state).toBe('half-open')
    expect(breaker.trial()).toBeNull()
    breaker.isolate()
    expect(breaker.trial()).toBeNull()
  })

  it('uses the time that it is given, as a guard', () => {
    const { breaker, clock, end } = setScene(create)
    end('failure', 3)
    const guard: Guard = breaker
    const now = clock.now() + 5
    guard.trial?.(now, callFacts())?.release({ type: 'success', durationMs: 1 }, now)
    expect(guard.availableAt(now, callFacts())).toBe(now)
  })
})

describe('a probe that is too slow', () => {
  const trip = slowCallRatio({ ratio: 1, slowMs: 100, minimumCalls: 2 })
  const setSlowScene = async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({ clock, trip, resetJitterRatio: 0, timeoutMs: 0 })
    const answerAfter = async (ms: number): Promise<void> => {
      const answered = breaker.execute(() => new Promise<void>((resolve) => clock.schedule(resolve, ms)))
      await clock.advance(ms)
      await answered
    }
    await answerAfter(101)
    await answerAfter(101)
    return { breaker, clock, answerAfter }
  }

  it('opens the circuit again, although it succeeded', async () => {
    const { breaker, clock, answerAfter } = await setSlowScene()
    expect(breaker.state).toBe('open')
    await clock.advance(30_000)
    await answerAfter(100)
    expect(breaker.state).toBe('half-open')
    await answerAfter(101)
    expect(breaker.state).toBe('open')
  })

  it('as a trial changes nothing', async () => {
    const { breaker, clock } = await setSlowScene()
    const trial = breaker.trial()
    await clock.advance(101)
    trial?.release('success')
    expect(breaker.state).toBe('open')
  })

  it('is judged by the first chunk of a stream, not by its end', async () => {
    const clock = createFakeClock()
    const breaker = createCircuitBreaker({
      clock,
      trip: slowCallRatio({ ratio: 0.2, slowMs: 100, minimumCalls: 1 }),
    })
    async function* words(firstMs: number): AsyncGenerator<string> {
      for (const ms of [firstMs, 5000]) {
        await new Promise<void>((resolve) => clock.schedule(resolve, ms))
        yield 'word'
      }
    }
    const read = async (firstMs: number): Promise<void> => {
      const reading = (async () => {
        for await (const _ of breaker.executeStream(() => words(firstMs))) continue
      })()
      await clock.advance(10_000)
      await reading
    }
    await read(100)
    expect(breaker.state).toBe('closed')
    breaker.acquire()?.release({ type: 'success', durationMs: 9000, firstContentMs: 100 })
    expect(breaker.state).toBe('closed')
    await read(101)
    expect(breaker.state).toBe('open')
    breaker.reset()
    breaker.acquire()?.release({ type: 'success', durationMs: 9000, firstContentMs: 101 })
    expect(breaker.state).toBe('open')
  })
})

describe('a change of what availableAt gives', () => {
  const setHeardScene = () => {
    const scene = setScene(createCircuitBreaker)
    const heard: string[] = []
    const end = scene.breaker.onChange(() => heard.push(scene.breaker.state))
    return { ...scene, heard, stop: end }
  }

  it('is heard after each transition, by hand or by calls', async () => {
    const { breaker, clock, end, heard } = setHeardScene()
    breaker.trip()
    breaker.isolate()
    breaker.reset()
    expect(heard).toEqual(['open', 'isolated', 'closed'])
    heard.length = 0
    end('failure', 3)
    await clock.advance(1000)
    expect(heard).toEqual(['open'])
  })

  it('is heard when a probe takes or leaves a place', async () => {
    const { breaker, clock, end, permit } = setScene(createCircuitBreaker)
    end('failure', 3)
    await clock.advance(1000)
    permit().release('neutral')
    const answers: number[] = []
    breaker.onChange(() => answers.push(breaker.availableAt()))
    permit().release('neutral')
    expect(answers).toEqual([Infinity, clock.now()])
  })

  it('is no longer heard by a listener that has left, nor twice by one that came twice', () => {
    const { breaker } = setScene(createCircuitBreaker)
    const listener = vi.fn()
    const stops = [breaker.onChange(listener), breaker.onChange(listener)]
    stops[0]?.()
    breaker.isolate()
    expect(listener).toHaveBeenCalledOnce()
    stops[1]?.()
    breaker.reset()
    expect(listener).toHaveBeenCalledOnce()
  })

  it('is heard by all although a listener throws, which an event says', () => {
    const { breaker, events } = setScene(createCircuitBreaker)
    const listener = vi.fn()
    breaker.onChange(() => {
      throw new Error('mine')
    })
    breaker.onChange(listener)
    breaker.trip()
    expect(listener).toHaveBeenCalledOnce()
    expect(events.map(({ type }) => type)).toEqual(['opened', 'listener-failed'])
  })

  it('is refused a listener that is no function', () => {
    expect(() => createCircuitBreaker().onChange(5 as never)).toThrow(
      'circuit breaker: "listener" must be a function',
    )
  })
})
