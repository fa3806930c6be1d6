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

/** Enough to reach the project's own code below the frames of Node and of libraries. */
const recordedFrames = 16

/** A test that starts more timers than this between two calls of `forget` is a long loop: of the later ones only the caller is recorded. */
const fullyRecorded = 500

/** Where a timer was started. The stack is recorded at once, and formatted only when a report asks for it. */
class StartedTimer implements RunningTimer {
  readonly kind: RunningTimer['kind']
  readonly #trace: { stack?: string } = {}
  #frames: readonly string[] | undefined

  constructor(kind: RunningTimer['kind'], wrapper: (...parameters: never[]) => unknown, frames: number) {
    this.kind = kind
    const usual = Error.stackTraceLimit
    // A loop over thousands of calls records no stacks; those of its timers would take a quarter of its time.
    if (usual === 0) return
    Error.stackTraceLimit = frames
    Error.captureStackTrace(this.#trace, wrapper)
    Error.stackTraceLimit = usual
  }

  /** True for a timer of Node's own, of `fetch` for example, which Node also stops; and for the clock of undici, which is the same code. */
  get startedByNode(): boolean {
    return /(^|\()node:|\/undici\/lib\/util\/timers\.js/.test(this.#callers()[0] ?? '')
  }

  /** Up to three lines of the project, or else the innermost caller. */
  get origin(): string {
    const frames = this.#callers()
    if (frames.length === 0) return 'code that runs without stacks (Error.stackTraceLimit is 0)'
    const ours = frames.filter((frame) => frame.includes(root.pathname) && !frame.includes('node_modules'))
    const shown = ours.length > 0 ? ours.slice(0, 3) : frames.slice(0, 1)
    return shown.map((frame) => frame.replace('file://', '').replace(root.pathname, '')).join(' ← ')
  }

  #callers(): readonly string[] {
    this.#frames ??= (this.#trace.stack ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replace(/^at /, ''))
    return this.#frames
  }
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
  const running = new Map<unknown, StartedTimer>()
  let started = 0

  const starter = (start: (...parameters: never[]) => unknown, kind: RunningTimer['kind']): unknown => {
    const wrapper = (callback: (...values: unknown[]) => void, ...rest: unknown[]): unknown => {
      const fire = (...values: unknown[]): void => {
        if (kind !== 'interval') running.delete(handle)
        callback(...values)
      }
      const handle = Reflect.apply(start, scope, [fire, ...rest]) as unknown
      started += 1
      running.set(handle, new StartedTimer(kind, wrapper, started > fullyRecorded ? 1 : recordedFrames))
      return handle
    }
    return Object.assign(wrapper, start)
  }

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
    running: () => [...running.values()].filter(({ startedByNode }) => !startedByNode),
    forget: () => {
      running.clear()
      started = 0
    },
  }
}
