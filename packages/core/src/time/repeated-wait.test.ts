import { describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../testing/index.ts'
import type { Clock } from './clock.ts'
import { RepeatedWait } from './repeated-wait.ts'

const limit = (limitMs: number, reason: unknown = 'too late') => ({ limitMs, onLimit: () => reason })
const never = new Promise<never>(() => {})

/** A wait that settles as its work does. */
const waitWith = (clock: Clock): RepeatedWait<number, number> =>
  new RepeatedWait(clock, {
    fulfilled: (value) => value,
    rejected: (reason) => {
      throw reason
    },
  })

describe('RepeatedWait', () => {
  it('settles as each work does', async () => {
    const wait = waitWith(createFakeClock())
    await expect(wait.for(Promise.resolve(1), limit(100))).resolves.toBe(1)
    await expect(wait.for(Promise.resolve(2), limit(100))).resolves.toBe(2)
    await expect(wait.for(Promise.reject(new Error('broken')), limit(100))).rejects.toThrow('broken')
    wait.stop()
  })

  it('has one timer for all of its waits, and none after it has stopped', async () => {
    const clock = createFakeClock()
    const schedule = vi.spyOn(clock, 'schedule')
    const wait = waitWith(clock)
    for (let count = 0; count < 50; count += 1) await wait.for(Promise.resolve(count), limit(100))
    expect(schedule).toHaveBeenCalledTimes(1)
    expect(clock.pending).toBe(1)
    wait.stop()
    expect(clock.pending).toBe(0)
  })

  it('has one timer for waits that have one limit together, and ends the last of them there', async () => {
    const clock = createFakeClock()
    const schedule = vi.spyOn(clock, 'schedule')
    const wait = waitWith(clock)
    const shared = { ...limit(100), since: clock.now() }
    for (let count = 0; count < 5; count += 1) {
      await wait.for(Promise.resolve(count), shared)
      await clock.advance(0.3)
    }
    const last = wait.for(never, shared)
    const settled = vi.fn()
    last.catch(settled)
    await clock.advance(98)
    expect(settled).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(settled).toHaveBeenCalledWith('too late')
    expect(schedule).toHaveBeenCalledTimes(1)
  })

  it('gives each wait its whole time, though the timer was set for an earlier one', async () => {
    const clock = createFakeClock()
    const wait = waitWith(clock)
    await wait.for(Promise.resolve(1), limit(100))
    await clock.advance(60)
    const late = wait.for(never, limit(100))
    const settled = vi.fn()
    late.catch(settled)
    await clock.advance(99)
    expect(settled).not.toHaveBeenCalled()
    await clock.advance(1)
    expect(settled).toHaveBeenCalledWith('too late')
    expect(clock.pending).toBe(0)
  })

  it('keeps a limit that is shorter than that of the wait before', async () => {
    const clock = createFakeClock()
    const wait = waitWith(clock)
    await wait.for(Promise.resolve(1), limit(1000))
    const short = wait.for(never, limit(10))
    const settled = vi.fn()
    short.catch(settled)
    await clock.advance(10)
    expect(settled).toHaveBeenCalledWith('too late')
  })

  it('lets the timer go that rings while nothing is awaited', async () => {
    const clock = createFakeClock()
    const wait = waitWith(clock)
    await wait.for(Promise.resolve(1), limit(100))
    await clock.advance(100)
    expect(clock.pending).toBe(0)
    const next = wait.for(never, limit(50))
    const settled = vi.fn()
    next.catch(settled)
    await clock.advance(50)
    expect(settled).toHaveBeenCalledWith('too late')
  })

  it('sets no timer for a wait without a limit, also when an earlier one rings', async () => {
    const clock = createFakeClock()
    const wait = waitWith(clock)
    await wait.for(Promise.resolve(1), limit(Infinity))
    expect(clock.pending).toBe(0)
    await wait.for(Promise.resolve(1), limit(10))
    const endless = wait.for(never, limit(Infinity))
    const settled = vi.fn()
    endless.catch(settled)
    await clock.advance(1_000_000)
    expect(settled).not.toHaveBeenCalled()
    expect(clock.pending).toBe(0)
    wait.cancel('enough')
    await expect(endless).rejects.toBe('enough')
  })

  it('rejects at once when it is cancelled, and drops what its work gives later', async () => {
    const clock = createFakeClock()
    const wait = waitWith(clock)
    let give: (value: number) => void = () => {}
    const waiting = wait.for(new Promise<number>((resolve) => (give = resolve)), limit(100))
    wait.cancel('enough')
    give(1)
    await expect(waiting).rejects.toBe('enough')
    expect(clock.pending).toBe(0)
    wait.cancel('once more')
  })

  it('takes work that throws when it is looked at for work that fails', async () => {
    const wait = waitWith(createFakeClock())
    const hostile = {
      get then(): never {
        throw new Error('hostile')
      },
    }
    await expect(wait.for(hostile as never, limit(10))).rejects.toThrow('hostile')
    wait.stop()
  })

  it('gives what is made of the end of its work, and lets that begin the next wait', async () => {
    const works = ['', '', 'text'].map((text) => Promise.resolve(text))
    const wait = new RepeatedWait<string, string>(createFakeClock(), {
      fulfilled: (text) => (text === '' ? next() : `read ${text}`),
      rejected: (reason) => `lost ${String(reason)}`,
    })
    const next = (): Promise<string> => wait.for(works.shift() ?? never, limit(100))
    await expect(next()).resolves.toBe('read text')
    const lost = next()
    wait.cancel('cable')
    await expect(lost).resolves.toBe('lost cable')
  })

  it('rejects with what is thrown while the end of its work is looked at', async () => {
    const wait = new RepeatedWait<number, number>(createFakeClock(), {
      fulfilled: () => {
        throw new Error('too small')
      },
      rejected: () => 0,
    })
    await expect(wait.for(Promise.resolve(1), limit(100))).rejects.toThrow('too small')
    wait.stop()
  })
})
