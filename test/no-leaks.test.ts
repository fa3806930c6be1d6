import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { changesBetween, globalState } from './setup/global-state.ts'
import { leftovers, resourceCounts } from './setup/leftovers.ts'
import { watchTimers } from './setup/watch-timers.ts'

describe('the list of what a test left behind', () => {
  it('names what is active now and was not before', () => {
    const before = resourceCounts(['TCPServerWrap', 'TTYWrap'])
    const now = resourceCounts(['TCPServerWrap', 'TCPServerWrap', 'TCPSocketWrap', 'TTYWrap', 'TTYWrap'])
    expect(leftovers(before, now)).toEqual([
      '1 × listening server (TCPServerWrap)',
      '1 × open socket (TCPSocketWrap)',
    ])
  })

  it('is empty when everything was closed', () => {
    expect(leftovers(resourceCounts(['TCPSocketWrap']), resourceCounts([]))).toEqual([])
  })
})

describe('the comparison of global state', () => {
  it('names what was replaced, added and removed', () => {
    const before = globalState()
    vi.stubGlobal('fetch', () => {})
    vi.spyOn(Math, 'random').mockReturnValue(0)
    vi.stubEnv('SOME_SETTING', 'changed')
    expect(changesBetween(before, globalState())).toEqual([
      'fetch',
      'Math.random',
      'process.env.SOME_SETTING',
    ])
  })

  it('is empty when everything was put back', () => {
    const before = globalState()
    vi.stubGlobal('fetch', () => {})
    vi.unstubAllGlobals()
    expect(changesBetween(before, globalState())).toEqual([])
  })
})

describe('the watch over timers', () => {
  /** Timer functions that do nothing until `fire` is called. */
  const scriptedTimers = (): { scope: Parameters<typeof watchTimers>[0]; fire: () => void } => {
    const callbacks = new Map<number, () => void>()
    let next = 0
    const start = (callback: () => void): number => {
      next += 1
      callbacks.set(next, callback)
      return next
    }
    const stop = (handle: number): boolean => callbacks.delete(handle)
    const scope = { setTimeout: start, setInterval: start, setImmediate: start }
    const stops = { clearTimeout: stop, clearInterval: stop, clearImmediate: stop }
    return {
      scope: { ...scope, ...stops } as unknown as Parameters<typeof watchTimers>[0],
      fire: () => {
        for (const callback of callbacks.values()) callback()
      },
    }
  }

  it('lists what runs, with the line that started it', () => {
    const { scope } = scriptedTimers()
    const watch = watchTimers(scope)
    scope.setTimeout(() => {}, 10)
    scope.setInterval(() => {}, 10)
    expect(watch.running().map(({ kind }) => kind)).toEqual(['timeout', 'interval'])
    expect(watch.running()[0]?.origin).toContain('no-leaks.test.ts')
  })

  it('lists a timer without its line where no stacks are recorded', () => {
    const { scope } = scriptedTimers()
    const watch = watchTimers(scope)
    const usualLimit = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    onTestFinished(() => {
      Error.stackTraceLimit = usualLimit
    })
    scope.setTimeout(() => {}, 10)
    expect(watch.running().map(({ kind }) => kind)).toEqual(['timeout'])
    expect(watch.running()[0]?.origin).toContain('without stacks')
  })

  it('names the line of a timer after hundreds of others too, and only that', () => {
    const { scope } = scriptedTimers()
    const watch = watchTimers(scope)
    const startOne = (): void => {
      scope.setTimeout(() => {}, 10)
    }
    for (let count = 0; count < 600; count += 1) startOne()
    const origins = watch.running().map(({ origin }) => origin)
    expect(origins[0]).toMatch(/startOne.*no-leaks\.test\.ts.* ← /)
    expect(origins.at(-1)).toMatch(/^startOne.*no-leaks\.test\.ts:[\d:]+\)$/)
    watch.forget()
    startOne()
    expect(watch.running()[0]?.origin).toContain(' ← ')
  })

  it('forgets a timer that was cleared', () => {
    const { scope } = scriptedTimers()
    const watch = watchTimers(scope)
    scope.clearTimeout(scope.setTimeout(() => {}, 10))
    scope.clearInterval(Number(scope.setInterval(() => {}, 10)))
    expect(watch.running()).toEqual([])
  })

  it('forgets a timeout that has fired, and keeps an interval', () => {
    const { scope, fire } = scriptedTimers()
    const watch = watchTimers(scope)
    scope.setTimeout(() => {}, 10)
    scope.setInterval(() => {}, 10)
    fire()
    expect(watch.running().map(({ kind }) => kind)).toEqual(['interval'])
  })
})
