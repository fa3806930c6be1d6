import type { CallContext } from '../contracts/circuit-breaker.ts'
import type { Admission } from '../machine/circuit-machine.ts'
import type { CallSettings } from './call-settings.ts'

/** Why a call was cut short. */
export interface Interruption {
  readonly reason: unknown
  readonly isTimeout: boolean
}

/** One call that is running: the caller's signal, the clock that bounds it, and the signal that it is given. */
export abstract class CallScope implements CallContext {
  protected readonly settings: CallSettings
  protected readonly admission: Admission
  readonly #callerSignal: AbortSignal | undefined
  #controller: AbortController | undefined
  #signal: AbortSignal | undefined
  #cancelTimer: (() => void) | undefined
  #interruption: Interruption | undefined

  constructor(settings: CallSettings, admission: Admission, signal: AbortSignal | undefined) {
    this.settings = settings
    this.admission = admission
    this.#callerSignal = signal
    signal?.addEventListener('abort', this)
  }

  /** Made when it is first read: most of what a call would cost is spent on signals. */
  get signal(): AbortSignal {
    this.#signal ??= this.#makeSignal()
    return this.#signal
  }

  /** Hears the abort of the caller's signal. */
  handleEvent(): void {
    this.#interrupt({ reason: this.#callerSignal?.reason, isTimeout: false })
  }

  /** What cut the call short, if anything did. */
  protected get interruption(): Interruption | undefined {
    return this.#interruption
  }

  /** Cuts the call short unless the timer is stopped within `limitMs`; 0 = never. */
  protected startTimer(limitMs: number): void {
    if (limitMs === 0) return
    this.#cancelTimer = this.settings.clock.schedule(() => {
      this.#timedOut(limitMs)
    }, limitMs)
  }

  protected stopTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** Lets go of the caller's signal and the clock. The call's own signal goes on following the caller's. */
  protected dispose(): void {
    this.stopTimer()
    this.#callerSignal?.removeEventListener('abort', this)
  }

  /** Aborts the call's own signal. */
  protected abort(reason: unknown): void {
    this.#controller?.abort(reason)
  }

  /** False when nothing but the caller can abort the call. */
  protected abstract readonly abortsItself: boolean

  /** Ends the call because of `interruption`. */
  protected abstract interrupted(interruption: Interruption): void

  #timedOut(limitMs: number): void {
    this.#cancelTimer = undefined
    const reason = new DOMException(`${this.settings.label}: no answer within ${limitMs} ms`, 'TimeoutError')
    this.#interrupt({ reason, isTimeout: true })
    this.abort(reason)
  }

  #interrupt(interruption: Interruption): void {
    if (this.#interruption !== undefined) return
    this.#interruption = interruption
    this.interrupted(interruption)
  }

  #makeSignal(): AbortSignal {
    if (!this.abortsItself && this.#callerSignal !== undefined) return this.#callerSignal
    this.#controller = new AbortController()
    if (this.#interruption?.isTimeout === true) this.abort(this.#interruption.reason)
    const own = this.#controller.signal
    return this.#callerSignal === undefined ? own : AbortSignal.any([this.#callerSignal, own])
  }
}
