import { createFakeClock } from '@llm-balancer/core/testing'
import Opossum from 'opossum'
import { describe, expect, it, onTestFinished } from 'vitest'
import { failureRatio } from '../index.ts'
import { hangs, rejects } from '../test/scene.ts'
import { statsOf } from '../test/opossum-stats.ts'
import { fromOpossum } from './index.ts'

const clock = createFakeClock()

function existing(options: Opossum.Options = {}): Opossum {
  const action = (value: string): Promise<string> => Promise.resolve(value)
  const instance = new Opossum(action, { name: 'mine', enableSnapshots: false, ...options })
  onTestFinished(() => instance.shutdown())
  return instance
}

describe('an opossum circuit that is taken over', () => {
  it('keeps its listeners and statistics, and its `fire` goes through the circuit', async () => {
    const instance = existing({ timeout: 50, resetTimeout: 700 })
    let successes = 0
    instance.on('success', () => void (successes += 1))
    const breaker = fromOpossum(instance, { clock, failureThreshold: 2, resetJitterRatio: 0 })
    expect(breaker.opossum).toBe(instance)
    expect(await instance.fire('answer')).toBe('answer')
    expect(successes).toBe(1)
    for (let time = 0; time < 2; time += 1) breaker.acquire()?.release('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 700)
    expect(await rejects(instance.fire('answer'))).toMatchObject({
      message: 'mine: circuit is open, retry in 700 ms',
      code: 'circuit-open',
      retryAfterMs: 700,
    })
    expect(statsOf(breaker)).toEqual({ fires: 4, successes: 1, failures: 2, rejects: 1, timeouts: 0 })
  })

  it('calls its action with its own `this` and parameters', async () => {
    const instance = new Opossum(
      function (this: unknown, ...parameters: unknown[]) {
        return Promise.resolve([this, ...parameters])
      },
      { enableSnapshots: false },
    )
    onTestFinished(() => instance.shutdown())
    fromOpossum(instance, { clock })
    const context = { name: 'context' }
    expect(await instance.call(context, 'a', 'b')).toEqual([context, 'a', 'b'])
  })

  it('takes a clock that is an object with a state of its own', () => {
    class OwnClock {
      #now = 5000
      now(): number {
        return this.#now
      }
      schedule(): () => void {
        return () => {
          this.#now += 1
        }
      }
    }
    const instance = existing({ resetTimeout: 700 })
    instance.open()
    const breaker = fromOpossum(instance, { clock: new OwnClock(), resetJitterRatio: 0 })
    expect(breaker.availableAt()).toBe(5700)
  })

  it('bypasses the circuit while it is disabled, as in opossum', async () => {
    const instance = existing()
    const breaker = fromOpossum(instance, { clock })
    breaker.isolate()
    instance.disable()
    expect(await instance.fire('answer')).toBe('answer')
    instance.enable()
    expect(await rejects(instance.fire('answer'))).toMatchObject({ code: 'circuit-open' })
    instance.shutdown()
    expect(await rejects(instance.fire('answer'))).toMatchObject({ code: 'ESHUTDOWN' })
  })

  it('brings its time limit and its error filter along', async () => {
    const instance = existing({ timeout: 50, errorFilter: (error: Error) => error.message === 'harmless' })
    const breaker = fromOpossum(instance, { clock, failureThreshold: 2, resetJitterRatio: 0 })
    await rejects(breaker.execute(() => Promise.reject(new Error('harmless'))))
    await rejects(breaker.execute(() => Promise.reject(new Error('harmless'))))
    expect(breaker.state).toBe('closed')
    await rejects(breaker.execute(() => Promise.reject(new Error('harmful'))))
    const slow = rejects(breaker.execute(hangs))
    await clock.advance(50)
    expect(await slow).toMatchObject({ name: 'TimeoutError' })
    expect(breaker.state).toBe('open')
  })

  it('does not ask its error filter about results', async () => {
    const instance = existing({ errorFilter: () => true })
    const breaker = fromOpossum(instance, { clock, failureThreshold: 1 })
    await breaker.execute(() => new Response(null, { status: 500 }))
    expect(breaker.state).toBe('open')
  })

  it('without a time limit has none here either', async () => {
    const breaker = fromOpossum(existing({ timeout: false }), { clock })
    void breaker.execute(hangs)
    await clock.settle()
    expect(clock.pending).toBe(0)
  })

  it.each<[string, (instance: Opossum) => void, string, number]>([
    ['closed', () => undefined, 'closed', 0],
    ['open', (instance) => instance.open(), 'open', 1],
    ['shut down', (instance) => instance.shutdown(), 'isolated', 0],
  ])('that is %s stays so', (_what, prepare, state, openings) => {
    const instance = existing({ resetTimeout: 700 })
    prepare(instance)
    const breaker = fromOpossum(instance, { clock })
    expect(breaker.state).toBe(state)
    expect(breaker.toJSON().openings).toBe(openings)
    if (state === 'open') expect(breaker.availableAt()).toBe(clock.now() + 700)
  })

  it('that is half-open is open and due', () => {
    const instance = existing({ state: { halfOpen: true, closed: false } } as Opossum.Options)
    expect(instance.halfOpen).toBe(true)
    const breaker = fromOpossum(instance, { clock })
    expect(breaker.toJSON()).toMatchObject({ state: 'open', openings: 1, openUntil: 0 })
    expect(breaker.acquire()).not.toBeNull()
  })

  it('takes the options of the call before those of the instance', () => {
    const instance = existing({ timeout: 50, resetTimeout: 700 })
    const trip = failureRatio({ ratio: 1, minimumCalls: 2 })
    const breaker = fromOpossum(instance, { clock, resetTimeoutMs: 90, resetJitterRatio: 0, trip })
    for (let time = 0; time < 2; time += 1) breaker.acquire()?.release('failure')
    expect(breaker.availableAt()).toBe(clock.now() + 90)
  })

  it('reads the time of the option `now`', () => {
    const instance = existing({ resetTimeout: 700 })
    instance.open()
    expect(fromOpossum(instance, { now: () => 5000 }).availableAt()).toBe(5700)
  })

  it.each<[string, () => Opossum]>([
    ['fallback', () => existing().fallback(() => 1)],
    ['cache', () => existing({ cache: true })],
    ['coalesce', () => existing({ coalesce: true } as Opossum.Options)],
    ['capacity', () => existing({ capacity: 3 })],
  ])('is refused when its %s would bypass the circuit', (what, create) => {
    expect(() => fromOpossum(create())).toThrow(
      `mine: an opossum circuit with "${what}" cannot be taken over`,
    )
  })

  it('is refused when it is not an opossum circuit', () => {
    for (const junk of [null, undefined, {}, 'mine'])
      expect(() => fromOpossum(junk as never)).toThrow('must be a function')
  })

  it('cannot be given a fallback afterwards', () => {
    const instance = existing()
    fromOpossum(instance, { clock })
    expect(() => instance.fallback(() => 1)).toThrow('mine: a bound circuit has no fallback')
  })
})
