import { describe, expect, it, vi } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { sleep } from './sleep.ts'
import { startWait } from './start-wait.ts'
import { within } from './within.ts'

const never = new Promise<never>(() => {})
const listenersOf = (signal: AbortSignal): { readonly added: number; readonly removed: number } => {
  const counts = { added: 0, removed: 0 }
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: never) => {
    counts.added += 1
    Reflect.apply(addEventListener, signal, args)
  }
  signal.removeEventListener = (...args: never) => {
    counts.removed += 1
    Reflect.apply(removeEventListener, signal, args)
  }
  return counts
}

describe('within', () => {
  it('settles as the work does', async () => {
    const error = new Error('refused')
    await expect(within(Promise.resolve(5))).resolves.toBe(5)
    await expect(within(5)).resolves.toBe(5)
    await expect(within(Promise.reject(error))).rejects.toBe(error)
  })

  it('rejects with the reason of the signal, of whatever type, as soon as it aborts', async () => {
    const controller = new AbortController()
    const waiting = within(never, { signal: controller.signal })
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
  })

  it('rejects at once when the signal has aborted already, and sets no timer', async () => {
    const clock = createFakeClock()
    const signal = AbortSignal.abort('before')
    await expect(within(Promise.resolve(1), { signal, clock, limitMs: 5 })).rejects.toBe('before')
    expect(clock.pending).toBe(0)
  })

  it('rejects with what onLimit gives when the limit is reached', async () => {
    const clock = createFakeClock()
    const waiting = within(never, { clock, limitMs: 50, onLimit: () => 'too late' })
    const settled = vi.fn()
    waiting.catch(settled)
    await clock.advance(49)
    expect(settled).not.toHaveBeenCalled()
    await clock.advance(1)
    await expect(waiting).rejects.toBe('too late')
  })

  it('rejects with a TimeoutError in whole milliseconds without onLimit', async () => {
    const clock = createFakeClock()
    const waiting = within(never, { clock, limitMs: 20.4 })
    const thrown = expect(waiting).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no answer within 20 ms',
    })
    await clock.advance(21)
    await thrown
  })

  it('rejects with what onLimit throws', async () => {
    const clock = createFakeClock()
    const onLimit = () => {
      throw new Error('no reason')
    }
    const thrown = expect(within(never, { clock, limitMs: 50, onLimit })).rejects.toThrow('no reason')
    await clock.advance(50)
    await thrown
  })

  it('refuses half a signal at once, and leaves no timer', async () => {
    const clock = createFakeClock()
    const signal = { aborted: false } as AbortSignal
    await expect(within(never, { clock, limitMs: 50, signal })).rejects.toThrow(TypeError)
    await expect(sleep(50, { clock, signal })).rejects.toThrow(TypeError)
    expect(clock.pending).toBe(0)
  })

  it('leaves no timer and no listener, however it ends', async () => {
    const clock = createFakeClock()
    const run = async (work: Promise<unknown>, end: (abort: () => void) => unknown): Promise<void> => {
      const controller = new AbortController()
      const listeners = listenersOf(controller.signal)
      const waiting = within(work, { clock, signal: controller.signal, limitMs: 10 }).catch(() => 'failed')
      await end(() => {
        controller.abort()
      })
      await waiting
      expect(clock.pending).toBe(0)
      expect(listeners).toEqual({ added: 1, removed: 1 })
    }
    await run(Promise.resolve(1), () => undefined)
    await run(Promise.reject(new Error('refused')), () => undefined)
    await run(never, (abort) => {
      abort()
    })
    await run(never, () => clock.advance(10))
  })

  it('hands a value that comes too late to discard, and only then', async () => {
    const controller = new AbortController()
    const discard = vi.fn()
    const { promise, resolve } = deferred<string>()
    const waiting = within(promise, { signal: controller.signal, discard })
    controller.abort('gone')
    await expect(waiting).rejects.toBe('gone')
    expect(discard).not.toHaveBeenCalled()
    resolve('late')
    await promise
    expect(discard).toHaveBeenCalledExactlyOnceWith('late')
    await within(Promise.resolve('in time'), { signal: new AbortController().signal, discard })
    expect(discard).toHaveBeenCalledOnce()
  })

  it('hands a value to discard also when the signal had aborted before', async () => {
    const discard = vi.fn()
    await expect(
      within(Promise.resolve('late'), { signal: AbortSignal.abort('gone'), discard }),
    ).rejects.toBe('gone')
    await Promise.resolve()
    expect(discard).toHaveBeenCalledExactlyOnceWith('late')
  })

  it('leaves no rejection without a handler: of late work, of a discard that fails', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const fail = (): never => {
      throw new Error('cannot be closed')
    }
    const signal = AbortSignal.abort('gone')
    await expect(within(Promise.reject(new Error('late')), { signal })).rejects.toBe('gone')
    await expect(within(Promise.resolve(1), { signal, discard: fail })).rejects.toBe('gone')
    await expect(
      within(Promise.resolve(1), { signal, discard: () => Promise.reject(new Error('late')) }),
    ).rejects.toBe('gone')
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('takes promises of any implementation: one that calls back at once, twice, or throws when it is read', async () => {
    const eager = {
      then: (resolve: (value: number) => void) => {
        resolve(1)
        resolve(2)
      },
    } as PromiseLike<number>
    await expect(within(eager)).resolves.toBe(1)
    const hostile = {
      get then(): never {
        throw new Error('do not look')
      },
    }
    await expect(within(hostile as object as PromiseLike<number>)).rejects.toThrow('do not look')
  })
})

describe('a wait that its owner ends', () => {
  it('rejects with the reason, once', async () => {
    const wait = startWait(never)
    wait.cancel('first')
    wait.cancel('second')
    await expect(wait.settled).rejects.toBe('first')
  })

  it('stays as it is when it has settled', async () => {
    const wait = startWait(Promise.resolve(5))
    await wait.settled
    wait.cancel('too late')
    await expect(wait.settled).resolves.toBe(5)
  })
})

describe('sleep', () => {
  it('ends after its time', async () => {
    const clock = createFakeClock()
    const woken = vi.fn()
    const sleeping = sleep(100, { clock }).then(woken)
    await clock.advance(99)
    expect(woken).not.toHaveBeenCalled()
    await clock.advance(1)
    await sleeping
    expect(woken).toHaveBeenCalledOnce()
  })

  it('ends with the reason of the signal as soon as it aborts, and leaves no timer', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const sleeping = sleep(100, { clock, signal: controller.signal })
    controller.abort('enough')
    await expect(sleeping).rejects.toBe('enough')
    expect(clock.pending).toBe(0)
  })

  it('does not begin when the signal has aborted', async () => {
    const clock = createFakeClock()
    await expect(sleep(100, { clock, signal: AbortSignal.abort('before') })).rejects.toBe('before')
    expect(clock.pending).toBe(0)
  })

  it('removes its listener from the signal when its time has come', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const listeners = listenersOf(controller.signal)
    const sleeping = sleep(1, { clock, signal: controller.signal })
    await clock.advance(1)
    await sleeping
    expect(listeners).toEqual({ added: 1, removed: 1 })
  })

  it('of Infinity sets no timer', async () => {
    const clock = createFakeClock()
    const controller = new AbortController()
    const sleeping = sleep(Infinity, { clock, signal: controller.signal })
    expect(clock.pending).toBe(0)
    controller.abort('enough')
    await expect(sleeping).rejects.toBe('enough')
  })
})

function deferred<Value>(): {
  promise: Promise<Value>
  resolve: (value: Value) => void
  reject: (error: Error) => void
} {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<Value>((...settle) => {
    ;[resolve, reject] = settle
  })
  return { promise, resolve, reject }
}

/** A signal of the caller's own that cannot be left. */
const unleavable = (): AbortSignal =>
  Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })

describe('a signal that cannot be left', () => {
  it('holds up no wait', async () => {
    const clock = createFakeClock()
    await expect(within(Promise.resolve(1), { signal: unleavable() })).resolves.toBe(1)
    const late = within(never, { signal: unleavable(), clock, limitMs: 5 })
    await Promise.all([expect(late).rejects.toMatchObject({ name: 'TimeoutError' }), clock.advance(5)])
    expect(clock.pending).toBe(0)
  })

  it('holds up no sleep', async () => {
    const clock = createFakeClock()
    const sleeping = sleep(5, { clock, signal: unleavable() })
    await clock.advance(5)
    await expect(sleeping).resolves.toBeUndefined()
  })
})
