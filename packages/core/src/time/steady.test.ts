import { describe, expect, it, vi } from 'vitest'
import { collectGarbage } from '../../test/collect-garbage.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { abortReason } from './abort-reason.ts'
import { systemClock, type Clock } from './clock.ts'
import { systemRandom } from './random.ts'
import { steadyClock } from './steady-clock.ts'
import { steadyRandom } from './steady-random.ts'

const fail = (): never => {
  throw new Error('broken')
}

describe("a user's clock", () => {
  it('is used as it is while it works', async () => {
    const clock = createFakeClock(5000)
    const report = vi.fn()
    const steady = steadyClock(clock, report)
    const callback = vi.fn()
    steady.schedule(callback, 10)
    const cancel = steady.schedule(callback, 20)
    expect(steady.now()).toBe(5000)
    await clock.advance(10)
    cancel()
    await clock.advance(100)
    expect(callback).toHaveBeenCalledOnce()
    expect(steady.now()).toBe(5110)
    expect(report).not.toHaveBeenCalled()
  })

  it.each<[string, () => unknown]>([
    ['throws', fail],
    ['gives NaN', () => Number.NaN],
    ['gives a text', () => '12:00'],
    ['gives a promise', () => Promise.resolve(1)],
  ])("goes on by the machine's, and is reported, while its time %s", async (_, broken) => {
    const report = vi.fn()
    const now = vi.fn<() => unknown>(() => 7)
    const machine = createFakeClock(5000)
    const steady = steadyClock({ now, schedule: fail } as unknown as Clock, report, machine)
    expect(steady.now()).toBe(7)
    now.mockImplementation(broken)
    expect(steady.now()).toBe(7)
    expect(report).toHaveBeenCalledExactlyOnceWith('clock', expect.any(Error))
    await machine.advance(30)
    expect(steady.now()).toBe(37)
    now.mockImplementation(() => 20)
    expect(steady.now()).toBe(37)
    now.mockImplementation(() => 30)
    expect(steady.now()).toBe(46)
  })

  it('goes on from where it was when it is set back, until both agree, and is reported once', () => {
    const report = vi.fn()
    const now = vi.fn(() => 60_000)
    const steady = steadyClock({ now, schedule: fail }, report)
    expect(steady.now()).toBe(60_000)
    now.mockImplementation(() => 100)
    expect(steady.now()).toBe(60_000)
    now.mockImplementation(() => 150)
    expect(steady.now()).toBe(60_045)
    now.mockImplementation(() => 599_100)
    expect(steady.now()).toBe(599_100)
    expect(report).toHaveBeenCalledExactlyOnceWith('clock', expect.any(Error))
  })

  it.each<[string, Clock['schedule']]>([
    ['throws', fail],
    ['gives nothing', (() => undefined) as unknown as Clock['schedule']],
  ])("has the machine's timers, and is reported, when its schedule %s", async (_, schedule) => {
    const report = vi.fn()
    const steady = steadyClock({ now: () => 0, schedule }, report)
    await new Promise<void>((resolve) => steady.schedule(resolve, 0))
    expect(report).toHaveBeenCalledExactlyOnceWith('clock', expect.any(Error))
  })

  it('may throw when a timer is cancelled', () => {
    const report = vi.fn()
    const steady = steadyClock({ now: () => 0, schedule: () => fail }, report)
    expect(() => steady.schedule(() => {}, 5)()).not.toThrow()
    expect(report).toHaveBeenCalledOnce()
  })
})

describe("a user's random numbers", () => {
  it.each<[string, () => unknown]>([
    ['throws', fail],
    ['gives 1', () => 1],
    ['gives a negative number', () => -0.1],
    ['gives NaN', () => Number.NaN],
    ['gives a text', () => '0.5'],
  ])("are replaced by the machine's, and reported, when their source %s", (_, random) => {
    const report = vi.fn()
    const drawn = steadyRandom(random as () => number, report)()
    expect(drawn).toBeGreaterThanOrEqual(0)
    expect(drawn).toBeLessThan(1)
    expect(report).toHaveBeenCalledExactlyOnceWith('random', expect.any(Error))
  })

  it('are used as they are while they work', () => {
    expect(steadyRandom(() => 0.25)()).toBe(0.25)
  })
})

it("the machine's own clock and random numbers come back as they are", () => {
  expect(steadyClock(systemClock)).toBe(systemClock)
  expect(steadyRandom(systemRandom)).toBe(systemRandom)
})

it('the reason of a stop is made once, when it is first needed', () => {
  const reason = abortReason('left')
  expect(reason()).toMatchObject({ name: 'AbortError', message: 'left' })
  expect(reason()).toBe(reason())
})

describe.skipIf(globalThis.gc === undefined)('the reason of a stop', () => {
  it('does not hold what was stopped first', async () => {
    const reason = abortReason('left')
    class Stopped {
      stop(): Error {
        return reason()
      }
    }
    const stop = () => {
      const stopped = new Stopped()
      stopped.stop()
      return new WeakRef(stopped)
    }
    const stopped = stop()
    await collectGarbage(() => stopped.deref() === undefined)
    expect(stopped.deref()).toBeUndefined()
    expect(reason()).toMatchObject({ name: 'AbortError' })
  })
})
