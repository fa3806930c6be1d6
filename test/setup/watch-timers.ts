/** One timer that has been started and has neither fired nor been cleared. */
export interface RunningTimer {
  readonly kind: 'timeout' | 'interval' | 'immediate'
  /** The lines of the project that led to it, innermost first. */
  readonly origin: string
}

type TimerFunctions = Pick<
  typeof globalThis,
  'setTimeout' | 'setInterval' | 'setImmediate' | 'clearTimeout' | 'clearInterval' | 'clearImmediate'
>

/** A view of the timers started through the wrapped functions. */
export interface TimerWatch {
  readonly originals: TimerFunctions
  running(): RunningTimer[]
  /** Starts counting afresh, so that one leak fails one test only. */
  forget(): void
}

const root = new URL('../..', import.meta.url)

/** The frames below our own wrapper, innermost first. */
const callers = (stack = ''): string[] =>
  stack
    .split('\n')
    .slice(1)
    .map((line) => line.trim().replace(/^at /, ''))
    .filter((line) => !line.includes('watch-timers.ts'))

/** Up to three lines of the project that led to the timer, or else whoever started it. */
const originOf = (frames: readonly string[]): string => {
  const ours = frames.filter((frame) => frame.includes(root.pathname) && !frame.includes('node_modules'))
  const shown = ours.length > 0 ? ours.slice(0, 3) : frames.slice(0, 1)
  return shown.map((frame) => frame.replace('file://', '').replace(root.pathname, '')).join(' ← ')
}

/** Replaces the timer functions of `scope` by ones that keep a list of what is running. */
export const watchTimers = (scope: TimerFunctions): TimerWatch => {
  const originals: TimerFunctions = {
    setTimeout: scope.setTimeout,
    setInterval: scope.setInterval,
    setImmediate: scope.setImmediate,
    clearTimeout: scope.clearTimeout,
    clearInterval: scope.clearInterval,
    clearImmediate: scope.clearImmediate,
  }
  const running = new Map<unknown, RunningTimer>()

  const starter = (start: (...parameters: never[]) => unknown, kind: RunningTimer['kind']): unknown =>
    Object.assign((callback: (...values: unknown[]) => void, ...rest: unknown[]): unknown => {
      const frames = callers(new Error('origin').stack)
      // What Node itself starts, for `fetch` for example, is its own to look after.
      if (/(^|\()node:/.test(frames[0] ?? ''))
        return Reflect.apply(start, scope, [callback, ...rest]) as unknown
      const fire = (...values: unknown[]): void => {
        if (kind !== 'interval') running.delete(handle)
        callback(...values)
      }
      const handle = Reflect.apply(start, scope, [fire, ...rest]) as unknown
      running.set(handle, { kind, origin: originOf(frames) })
      return handle
    }, start)

  const stopper =
    (stop: (handle: never) => void) =>
    (handle: unknown): void => {
      // A timer may also be cleared by its number.
      const found =
        typeof handle === 'number' ? [...running.keys()].find((key) => Number(key) === handle) : handle
      running.delete(found)
      Reflect.apply(stop, scope, [handle])
    }

  Object.assign(scope, {
    setTimeout: starter(originals.setTimeout, 'timeout'),
    setInterval: starter(originals.setInterval, 'interval'),
    setImmediate: starter(originals.setImmediate, 'immediate'),
    clearTimeout: stopper(originals.clearTimeout),
    clearInterval: stopper(originals.clearInterval),
    clearImmediate: stopper(originals.clearImmediate),
  })

  return {
    originals,
    running: () => [...running.values()],
    forget: () => {
      running.clear()
    },
  }
}
