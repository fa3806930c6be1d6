import { expect, it, vi } from 'vitest'
import { backgroundClock } from './clock.ts'

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
