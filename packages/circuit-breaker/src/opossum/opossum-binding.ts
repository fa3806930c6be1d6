import type { CallObserver, SettledCall } from '../calls/call-observer.ts'
import type { CircuitBreaker } from '../contracts/circuit-breaker.ts'
import type { CircuitEvent } from '../contracts/events.ts'
import type { OpossumInstance } from './opossum-instance.ts'

/** The methods of opossum's class, which the properties of a bound instance stand in front of. */
interface OpossumMethods {
  readonly open: () => void
  readonly close: () => void
  readonly shutdown: () => void
  readonly call: (context: unknown, ...parameters: unknown[]) => Promise<unknown>
  readonly toJSON: () => { readonly state: object; readonly status: object }
}

type Action = (...parameters: unknown[]) => unknown

/**
 * Binds an opossum instance to a circuit: the circuit decides, the instance shows its state, counts its calls and calls its
 * listeners, each on its own, so that one that throws changes nothing. Only public members of opossum are used.
 */
export class OpossumBinding implements CallObserver {
  readonly #instance: OpossumInstance
  readonly #methods: OpossumMethods
  /** Called before anything is counted or read. */
  readonly #refresh: () => void
  #breaker: CircuitBreaker | undefined
  #openedAt: number | undefined
  #isEmittingSuccess = false

  constructor(instance: OpossumInstance, refresh: () => void = () => undefined) {
    this.#instance = instance
    this.#methods = Object.getPrototypeOf(instance) as OpossumMethods
    this.#refresh = refresh
  }

  /** Makes the instance show `breaker` from now on. */
  bind(breaker: CircuitBreaker): void {
    this.#breaker = breaker
    this.#stopResetTimer()
    const status = this.#instance.status
    const shown = (get: () => unknown): PropertyDescriptor => ({ get, configurable: true })
    const method = (value: unknown): PropertyDescriptor => ({ value, configurable: true })
    Object.defineProperties(this.#instance, {
      closed: shown(() => breaker.state === 'closed'),
      opened: shown(() => breaker.state === 'open' || breaker.state === 'isolated'),
      halfOpen: shown(() => breaker.state === 'half-open'),
      pendingClose: shown(() => breaker.state === 'half-open'),
      status: shown(() => {
        this.#refresh()
        return status
      }),
      open: method(() => {
        breaker.trip()
      }),
      close: method(() => {
        // opossum's own listener closes at the first success; the circuit has a threshold of its own.
        if (!this.#isEmittingSuccess) breaker.reset()
      }),
      shutdown: method(() => {
        breaker.isolate()
        this.#methods.shutdown.call(this.#instance)
      }),
      fallback: method(() => {
        throw new TypeError(
          `${this.#instance.name}: a bound circuit has no fallback, catch the error instead`,
        )
      }),
      call: method((context: unknown, ...parameters: unknown[]) => this.#call(context, parameters)),
      toJSON: method(() => this.#toJSON()),
    })
    breaker.on('*', (event) => {
      this.#changed(event)
    })
  }

  admitted(): void {
    this.#notify('fire', [])
  }

  rejected(error: Error): void {
    this.#notify('fire', [])
    this.#notify('reject', error)
  }

  settled({ judgement, errorOrResult, isTimeout, durationMs }: SettledCall): void {
    if (judgement.verdict === 'success') {
      this.#isEmittingSuccess = true
      this.#notify('success', errorOrResult, durationMs)
      this.#isEmittingSuccess = false
    } else if (judgement.verdict === 'failure') {
      const error = errorOrResult ?? new Error(`${this.#instance.name}: the call failed`)
      if (isTimeout) this.#notify('timeout', error, durationMs, [])
      this.#notify('failure', error, durationMs, [])
    }
  }

  #changed(event: CircuitEvent): void {
    if (event.type === 'half-opened') this.#notify('halfOpen', event.at - (this.#openedAt ?? event.at))
    else if (event.type === 'closed') this.#notify('close')
    else if (event.type === 'opened' || event.type === 'isolated') {
      this.#openedAt = event.at
      this.#notify('open')
      this.#stopResetTimer()
    }
  }

  #call(context: unknown, parameters: unknown[]): Promise<unknown> {
    const { enabled, isShutdown, action } = this.#instance as OpossumInstance & { readonly action: Action }
    if (!enabled || isShutdown || this.#breaker === undefined)
      return this.#methods.call.call(this.#instance, context, ...parameters)
    return this.#breaker.execute(() => action.apply(context, parameters))
  }

  #toJSON(): unknown {
    const { state, status } = this.#methods.toJSON.call(this.#instance)
    return { state: { ...state, lastTimerAt: this.#openedAt }, status }
  }

  #notify(event: string, ...values: unknown[]): void {
    this.#refresh()
    for (const listener of this.#instance.rawListeners(event) as Action[]) {
      try {
        listener.apply(this.#instance, values)
      } catch {
        // A listener that throws changes nothing for the others, nor for the call.
      }
    }
  }

  /** opossum starts a timer when it opens, and only its `close` stops it: open and close it while `emit` does nothing. */
  #stopResetTimer(): void {
    const instance = this.#instance
    if (instance.isShutdown) return
    Object.defineProperty(instance, 'emit', { value: () => false, configurable: true })
    try {
      this.#methods.open.call(instance)
      this.#methods.close.call(instance)
    } finally {
      Reflect.deleteProperty(instance, 'emit')
    }
  }
}
