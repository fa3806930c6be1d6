import Opossum from 'opossum'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { setScene, rejects, hangs } from '../test/scene.ts'
import { createOpossumCircuitBreaker, fromOpossum } from './index.ts'

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

  it('never opens on calls that time out as slowly as its window turns; ours does (see calls)', async () => {
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

  it('reports its creation as the time it opened, and counts calls without a place as failures; ours does not', async () => {
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
