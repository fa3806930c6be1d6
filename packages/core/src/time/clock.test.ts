import { expect, it, vi } from 'vitest'
import { backgroundClock, systemClock } from './clock.ts'

it('timers in the background do not keep the process alive, and can be cancelled', () => {
  const timer = { unref: vi.fn() }
  const set = vi.fn((_: () => void, _delayMs: number) => timer)
  const clear = vi.fn()
  vi.stubGlobal('setTimeout', set)
  vi.stubGlobal('clearTimeout', clear)
  const cancel = backgroundClock.schedule(() => {}, 10 ** 12)
  cancel()
  vi.unstubAllGlobals()
  expect(set.mock.calls[0]?.[1]).toBe(2 ** 31 - 1)
  expect(timer.unref).toHaveBeenCalledOnce()
  expect(clear).toHaveBeenCalledWith(timer)
})

it('the time counts on from where the machine’s clock began, also after fake timers had replaced it for a while', () => {
  const nowWith = (timeOrigin: unknown): number => {
    vi.stubGlobal('performance', { timeOrigin, now: () => 5 })
    return systemClock.now()
  }
  vi.stubGlobal('Date', { now: () => 70_000 })
  const times = [nowWith(10_000), nowWith(20_000), nowWith(() => undefined), nowWith(undefined)]
  vi.unstubAllGlobals()
  expect(times).toEqual([10_005, 20_005, 70_000, 70_000])
})
