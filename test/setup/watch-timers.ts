/** One timer that has been started and has neither fired nor been cleared. */
export interface RunningTimer {
  readonly kind: 'timeout' | 'interval' | 'immediate'
  /** The first line of the project that led to it: `at file:line`. */
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

const originOf = (stack: string | undefined): string =>
  stack
    ?.split('\n')
    .slice(1)
    .map((line) => line.trim())
    .find(
      (line) => !line.includes('watch-timers') && !line.includes('node:') && !line.includes('node_modules'),
    ) ?? 'somewhere outside the project'

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
      const origin = originOf(new Error('origin').stack)
      const fire = (...values: unknown[]): void => {
        if (kind !== 'interval') running.delete(handle)
        callback(...values)
      }
      const handle = Reflect.apply(start, scope, [fire, ...rest]) as unknown
      running.set(handle, { kind, origin })
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
