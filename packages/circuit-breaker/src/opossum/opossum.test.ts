import Opossum from 'opossum'
import { describe, expect, it } from 'vitest'
import { setScene, rejects, hangs, type Scene } from '../test/scene.ts'
import { statsOf } from '../test/opossum-stats.ts'
import { createOpossumCircuitBreaker } from './index.ts'
import type { OpossumCircuitBreaker, OpossumCircuitBreakerOptions, OpossumInstance } from './index.ts'

type OpossumScene = Scene & { readonly breaker: OpossumCircuitBreaker; readonly heard: string[] }

const setOpossumScene = (statistics: OpossumCircuitBreakerOptions['statistics'] = {}): OpossumScene => {
  const create = (options: object): OpossumCircuitBreaker =>
    createOpossumCircuitBreaker({ ...options, statistics })
  const scene = setScene(create, { label: 'vendor' })
  const breaker = scene.breaker as OpossumCircuitBreaker
  const heard: string[] = []
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
    instance.on(event as 'open', () => void heard.push(event))
  return { ...scene, breaker, heard }
}

describe('the opossum instance of a breaker', () => {
  it('is a genuine one, counts every call and emits every event', async () => {
    const { breaker, clock, heard } = setOpossumScene()
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
    expect(heard).toEqual(
      [
        [fire, success, fire, failure, fire, failure, fire, 'open', 'timeout', failure],
        [fire, 'reject', 'halfOpen', fire, success, fire, 'close', success],
      ].flat(),
    )
  })

  it('counts every call once, also one that ends twice or late', async () => {
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

  it('shows the state of the circuit; its own listener does not close it below the success threshold', async () => {
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

  it('is not changed by a listener that throws', async () => {
    const { breaker, heard } = setOpossumScene()
    const instance = breaker.opossum as unknown as Opossum
    instance.on('success', () => {
      throw new Error('listener')
    })
    instance.on('success', () => void heard.push('after'))
    expect(await breaker.execute(() => 'answer')).toBe('answer')
    expect(heard.at(-1)).toBe('after')
  })

  it('calls its listeners with what opossum would give: results, errors and times', async () => {
    const { breaker, clock, end } = setOpossumScene()
    const instance = breaker.opossum as unknown as Opossum
    const heard: unknown[][] = []
    for (const event of ['fire', 'success', 'failure', 'reject', 'timeout', 'halfOpen'] as const)
      instance.on(event as 'success', (...values: unknown[]) => void heard.push([event, ...values]))
    let answer: (value: string) => void = () => undefined
    const answered = breaker.execute(() => new Promise<string>((resolve) => (answer = resolve)))
    await clock.advance(40)
    answer('answer')
    await answered
    const error = new Error('no')
    await rejects(breaker.execute(() => Promise.reject(error)))
    const late = rejects(breaker.execute(hangs))
    await clock.advance(100)
    end('failure')
    const rejection = await rejects(breaker.execute(() => 1))
    await clock.advance(1500)
    breaker.acquire()
    expect(heard).toEqual([
      ['fire', []],
      ['success', 'answer', 40],
      ['fire', []],
      ['failure', error, 0, []],
      ['fire', []],
      ['timeout', await late, 100, []],
      ['failure', await late, 100, []],
      ['fire', []],
      ['failure', new Error('vendor: the call failed'), 0, []],
      ['fire', []],
      ['reject', rejection],
      ['halfOpen', 1500],
      ['fire', []],
    ])
  })

  it('counts a rejected permit, and nothing for a neutral call', async () => {
    const { breaker, end } = setOpossumScene()
    end('neutral')
    breaker.isolate()
    expect(breaker.acquire()).toBeNull()
    expect(statsOf(breaker)).toEqual({ fires: 2, successes: 0, failures: 0, rejects: 1, timeouts: 0 })
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({ code: 'circuit-open' })
    expect(statsOf(breaker)).toMatchObject({ fires: 3, rejects: 2 })
  })

  it('counts a released timeout as one, and no other failure', () => {
    const { breaker, permit } = setOpossumScene()
    const failure = { type: 'failure', scope: 'target', durationMs: 5 } as const
    permit().release({ ...failure, kind: 'timeout' })
    permit().release({ ...failure, kind: 'server' })
    expect(statsOf(breaker)).toMatchObject({ failures: 2, timeouts: 1 })
  })

  it('shows nothing pending but a half-open circuit', async () => {
    const { breaker, clock, end } = setOpossumScene()
    const pending = (): boolean => (breaker.opossum as unknown as Opossum).pendingClose
    end('failure', 3)
    expect(pending()).toBe(false)
    await clock.advance(1000)
    end('success')
    expect(pending()).toBe(true)
    breaker.isolate()
    expect(pending()).toBe(false)
    expect(breaker.opossum.opened).toBe(true)
  })

  it('emits each transition once', () => {
    const { breaker, heard } = setOpossumScene()
    breaker.trip()
    breaker.opossum.open()
    breaker.isolate()
    breaker.reset()
    breaker.reset()
    expect(heard).toEqual(['open', 'open', 'close'])
  })

  it('may be shut down twice, and the circuit reset after that', () => {
    const { breaker } = setOpossumScene()
    breaker.opossum.shutdown()
    breaker.opossum.shutdown()
    expect(breaker.opossum.isShutdown).toBe(true)
    breaker.reset()
    breaker.trip()
    expect(breaker.state).toBe('open')
  })

  it('rejects `fire`, because it has no action', async () => {
    const { breaker } = setOpossumScene()
    const error = await rejects(breaker.opossum.fire())
    expect(error).toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(/^vendor: .*use execute/) as string,
    })
  })
})

describe('the statistics of that instance', () => {
  it('turn by the injected clock, also while calls are counted, and run no timer', async () => {
    const { breaker, clock, end } = setOpossumScene()
    end('success', 4)
    await clock.advance(9000)
    end('success')
    expect(statsOf(breaker)).toMatchObject({ fires: 5 })
    await clock.advance(1000)
    expect(statsOf(breaker)).toMatchObject({ fires: 1 })
    await clock.advance(9000)
    expect(statsOf(breaker)).toMatchObject({ fires: 0 })
    expect(clock.pending).toBe(0)
  })

  it('cover the window of the options, in as many slices', async () => {
    const { breaker, clock, end } = setOpossumScene({ windowMs: 1000, slices: 2 })
    const { window } = breaker.opossum.status as { readonly window: readonly unknown[] }
    expect(window).toHaveLength(2)
    end('success')
    await clock.advance(500)
    expect(statsOf(breaker)).toMatchObject({ fires: 1 })
    await clock.advance(500)
    expect(statsOf(breaker)).toMatchObject({ fires: 0 })
  })

  it('belong to the group of the label, or to that of the options', () => {
    const groupOf = (breaker: OpossumCircuitBreaker): string => (breaker.opossum as unknown as Opossum).group
    expect(groupOf(setOpossumScene().breaker)).toBe('vendor')
    expect(groupOf(setOpossumScene({ group: 'vendors' }).breaker)).toBe('vendors')
  })

  it('emit snapshots only when the option says so', () => {
    const optionsOf = (breaker: OpossumCircuitBreaker): unknown => breaker.opossum.options
    expect(optionsOf(setOpossumScene().breaker)).toMatchObject({ enableSnapshots: false })
    const { breaker } = setOpossumScene({ snapshots: true })
    expect(optionsOf(breaker)).toMatchObject({ enableSnapshots: true })
    breaker.opossum.shutdown()
  })
})
