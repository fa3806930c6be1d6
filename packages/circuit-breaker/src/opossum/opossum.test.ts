import { createFakeClock } from '@llm-balancer/core/testing'
import Opossum from 'opossum'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { setScene, rejects, hangs, type Scene } from '../test/scene.ts'
import { createOpossumCircuitBreaker, fromOpossum } from './index.ts'
import type { OpossumCircuitBreaker, OpossumInstance } from './index.ts'

type Stats = Readonly<Record<'fires' | 'successes' | 'failures' | 'rejects' | 'timeouts', number>>

const statsOf = ({ opossum }: OpossumCircuitBreaker): Stats => {
  const { stats } = opossum.status as { readonly stats: Stats }
  const { fires, successes, failures, rejects, timeouts } = stats
  return { fires, successes, failures, rejects, timeouts }
}

const setOpossumScene = (): Scene & { readonly breaker: OpossumCircuitBreaker; readonly told: string[] } => {
  const scene = setScene(createOpossumCircuitBreaker, { label: 'vendor' })
  const breaker = scene.breaker as OpossumCircuitBreaker
  const told: string[] = []
  const instance = breaker.opossum as unknown as Opossum
  for (const event of [
    'fire',
    'success',
    'failure',
    'reject',
    'timeout',
    'open',
    'halfOpen',
    'close',
  ] as const)
    instance.on(event as 'open', () => void told.push(event))
  return { ...scene, breaker, told }
}

describe('the opossum instance of a breaker', () => {
  it('is a genuine one, counts every call and tells every event', async () => {
    const { breaker, clock, told } = setOpossumScene()
    expect(breaker.opossum).toBeInstanceOf(Opossum)
    expect(breaker.opossum.name).toBe('vendor')
    await breaker.execute(() => 1)
    for (let time = 0; time < 2; time += 1)
      await rejects(breaker.execute(() => Promise.reject(new Error('no'))))
    const slow = rejects(breaker.execute(hangs))
    await clock.advance(100)
    await slow
    await rejects(breaker.execute(() => 1))
    expect(statsOf(breaker)).toEqual({ fires: 5, successes: 1, failures: 3, rejects: 1, timeouts: 1 })
    await clock.advance(1000)
    await breaker.execute(() => 1)
    await breaker.execute(() => 1)
    const [fire, success, failure] = ['fire', 'success', 'failure']
    expect(told).toEqual(
      [
        [fire, success, fire, failure, fire, failure, fire, 'open', 'timeout', failure],
        [fire, 'reject', 'halfOpen', fire, success, fire, 'close', success],
      ].flat(),
    )
  })

  it('counts every call once, however often and late it ends', async () => {
    const { breaker, clock, permit } = setOpossumScene()
    const released = permit()
    released.release('success')
    released.release('failure')
    let answer: (value: number) => void = () => undefined
    const slow = rejects(breaker.execute(() => new Promise<number>((resolve) => (answer = resolve))))
    await clock.advance(100)
    answer(1)
    await slow
    expect(statsOf(breaker)).toEqual({ fires: 2, successes: 1, failures: 1, rejects: 0, timeouts: 1 })
  })

  it('shows the state of the circuit, whose success threshold its own listener does not undercut', async () => {
    const { breaker, clock, end } = setOpossumScene()
    const shown = (): unknown => {
      const { opened, halfOpen, closed } = breaker.opossum as OpossumInstance & { closed: boolean }
      return { opened, halfOpen, closed }
    }
    expect(shown()).toEqual({ opened: false, halfOpen: false, closed: true })
    end('failure', 3)
    expect(shown()).toEqual({ opened: true, halfOpen: false, closed: false })
    const openedAt = clock.now()
    await clock.advance(1000)
    expect(breaker.opossum.toJSON()).toMatchObject({ state: { open: true, lastTimerAt: openedAt } })
    end('success')
    expect(shown()).toEqual({ opened: false, halfOpen: true, closed: false })
    end('success')
    expect(shown()).toEqual({ opened: false, halfOpen: false, closed: true })
    breaker.opossum.open()
    expect(breaker.state).toBe('open')
    breaker.opossum.close()
    expect(breaker.state).toBe('closed')
    breaker.opossum.shutdown()
    expect(breaker.state).toBe('isolated')
  })

  it('turns its statistics by the injected clock and runs no timer', async () => {
    const { breaker, clock, end } = setOpossumScene()
    end('success', 4)
    expect(statsOf(breaker)).toMatchObject({ fires: 4 })
    await clock.advance(9000)
    expect(statsOf(breaker)).toMatchObject({ fires: 4 })
    await clock.advance(1000)
    expect(statsOf(breaker)).toMatchObject({ fires: 0 })
  })

  it('changes nothing by a listener that throws', async () => {
    const { breaker, told } = setOpossumScene()
    const instance = breaker.opossum as unknown as Opossum
    instance.on('success', () => {
      throw new Error('listener')
    })
    instance.on('success', () => void told.push('after'))
    expect(await breaker.execute(() => 'answer')).toBe('answer')
    expect(told.at(-1)).toBe('after')
  })

  it('refuses options of its statistics that nobody knows', () => {
    expect(() => createOpossumCircuitBreaker({ statistics: { window: 1 } as never })).toThrow(
      'unknown option',
    )
  })
})

describe('a taken over instance', () => {
  const existing = (
    options: Opossum.Options = {},
    action = (value: string) => Promise.resolve(value),
  ): Opossum => {
    const instance = new Opossum(action, { name: 'mine', enableSnapshots: false, ...options })
    onTestFinished(() => instance.shutdown())
    return instance
  }
  const clock = createFakeClock()

  it('keeps its listeners and statistics, and its `fire` goes through the circuit', async () => {
    const instance = existing({ timeout: 50, resetTimeout: 700 })
    let successes = 0
    instance.on('success', () => void (successes += 1))
    const breaker = fromOpossum(instance, { clock, failureThreshold: 2 })
    expect(await instance.fire('answer')).toBe('answer')
    expect(successes).toBe(1)
    for (let time = 0; time < 2; time += 1) breaker.acquire()?.release('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 700)
    expect(await rejects(instance.fire('answer'))).toMatchObject({ code: 'circuit-open', retryAfterMs: 700 })
    expect(statsOf(breaker)).toEqual({ fires: 4, successes: 1, failures: 2, rejects: 1, timeouts: 0 })
  })

  it('brings its time limit, its error filter and its state along', async () => {
    const instance = existing({ timeout: 50, errorFilter: (error: Error) => error.message === 'harmless' })
    instance.open()
    const breaker = fromOpossum(instance, { clock, failureThreshold: 1 })
    expect(breaker.state).toBe('open')
    breaker.reset()
    await rejects(breaker.execute(() => Promise.reject(new Error('harmless'))))
    expect(breaker.state).toBe('closed')
    const slow = rejects(breaker.execute(hangs))
    await clock.advance(50)
    expect(await slow).toMatchObject({ name: 'TimeoutError' })
  })

  it('is refused when it goes round the circuit', () => {
    const withFallback = existing()
    withFallback.fallback(() => 1)
    for (const instance of [withFallback, existing({ cache: true }), existing({ capacity: 3 })])
      expect(() => fromOpossum(instance)).toThrow('cannot be taken over')
  })
})

describe('raw opossum', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const raw = (action: () => Promise<unknown>, options: Opossum.Options = {}): Opossum => {
    vi.useFakeTimers()
    const instance = new Opossum(action, { enableSnapshots: false, ...options })
    onTestFinished(() => {
      instance.shutdown()
      vi.useRealTimers()
    })
    return instance
  }

  it('opens on its first failure; a circuit of ours does not', async () => {
    const instance = raw(() => Promise.reject(new Error('no')))
    await rejects(instance.fire())
    expect(instance.opened).toBe(true)
    const { breaker } = setScene(createOpossumCircuitBreaker)
    await rejects(breaker.execute(() => Promise.reject(new Error('no'))))
    expect(breaker.state).toBe('closed')
  })

  it('never opens on calls that time out as slowly as its window; ours does (see calls)', async () => {
    const instance = raw(hangs, { timeout: 10_000, rollingCountTimeout: 10_000, volumeThreshold: 5 })
    for (let call = 0; call < 8; call += 1) {
      const ended = rejects(instance.fire())
      await vi.advanceTimersByTimeAsync(10_001)
      await ended
    }
    expect(instance.opened).toBe(false)
  })

  it('hangs when a listener throws; ours does not', async () => {
    const instance = raw(() => Promise.resolve('answer'), { timeout: false })
    instance.on('success', () => {
      throw new Error('listener')
    })
    instance.on('failure', () => {
      throw new Error('listener')
    })
    let isSettled = false
    const fired = instance.fire()
    fired.then(
      () => void (isSettled = true),
      () => void (isSettled = true),
    )
    const unhandled = new Promise((resolve) => process.once('unhandledRejection', resolve))
    expect(await unhandled).toMatchObject({ message: 'listener' })
    expect(isSettled).toBe(false)
  })

  it('says that it opened when it was made, and counts calls it had no place for as failures; ours cannot', async () => {
    const instance = raw(hangs, { capacity: 1, timeout: false, volumeThreshold: 100 })
    const madeAt = Date.now()
    vi.advanceTimersByTime(5000)
    void instance.fire()
    expect(await rejects(instance.fire())).toMatchObject({ code: 'ESEMLOCKED' })
    expect(instance.stats.failures).toBe(1)
    instance.open()
    expect(instance.toJSON()).toMatchObject({ state: { lastTimerAt: madeAt } })
    expect(() => fromOpossum(instance)).toThrow('cannot be taken over')
  })

  it('aborts one signal for all calls; ours has one for each', async () => {
    const abortController = new AbortController()
    const instance = raw(hangs, { timeout: 50, abortController })
    const ended = [rejects(instance.fire()), rejects(instance.fire())]
    await vi.advanceTimersByTimeAsync(50)
    await Promise.all(ended)
    expect(abortController.signal.aborted).toBe(true)
    vi.useRealTimers()
    const { breaker, clock } = setScene(createOpossumCircuitBreaker)
    const signals: AbortSignal[] = []
    const slow = rejects(breaker.execute(({ signal }) => (signals.push(signal), hangs())))
    await clock.advance(100)
    await slow
    await breaker.execute(({ signal }) => void signals.push(signal))
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  })
})
