import { leaveSignal, startWait, type Wait } from '@llm-balancer/core/time'
import type { CallContext } from '../contracts/circuit-breaker.ts'
import type { Admission } from '../machine/circuit-machine.ts'
import type { CallSettings } from './call-settings.ts'
import { settleCall, type CallEnd } from './settle-call.ts'

/** What ended a call before its work did. */
export interface Interruption {
  readonly cause: 'aborted' | 'timeout' | 'left'
  readonly reason: unknown
}

/** What a wait of a call is limited by. */
export interface CallWait<Value> {
  /** What the message of a time limit begins with: `no answer`. */
  readonly what: string
  /** In ms; 0 = no limit. */
  readonly limitMs: number
  /** Gets a value that comes after the call was interrupted. */
  readonly discard?: (late: Awaited<Value>) => unknown
}

/**
 * One call that was admitted: the signal it is given, the waits for it, and how it ended. The circuit hears the end once,
 * and at once: in the very tick in which the caller aborts, the time is over, or the work has settled.
 */
export class RunningCall implements CallContext {
  readonly settings: CallSettings
  readonly #admission: Admission
  readonly #callerSignal: AbortSignal | undefined
  /** False when nothing but the caller can abort the call. */
  readonly #abortsItself: boolean
  #controller: AbortController | undefined
  #signal: AbortSignal | undefined
  #wait: Pick<Wait<unknown>, 'cancel'> | undefined
  #interruption: Interruption | undefined
  #answerMs: number | undefined
  #hasEnded = false

  /** @throws what the signal throws when it cannot be listened to; the call has ended then */
  constructor(
    settings: CallSettings,
    admission: Admission,
    options: { readonly signal: AbortSignal | undefined; readonly abortsItself: boolean },
  ) {
    this.settings = settings
    this.#admission = admission
    this.#callerSignal = options.signal
    this.#abortsItself = options.abortsItself
    try {
      options.signal?.addEventListener('abort', this)
    } catch (error) {
      // A signal that cannot be listened to: the call is not made, and its place is free again.
      this.end({ errorOrResult: error, isError: true, verdict: 'neutral' })
      throw error
    }
  }

  /** Made when it is first read: most of what a call would cost is spent on signals. */
  get signal(): AbortSignal {
    this.#signal ??= this.#makeSignal()
    return this.#signal
  }

  /** What ended the call before its work did, if anything has. */
  get interruption(): Interruption | undefined {
    return this.#interruption
  }

  /** True once the call is settled with the circuit. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Hears the abort of the caller's signal. */
  handleEvent(): void {
    this.#interrupt({ cause: 'aborted', reason: this.#callerSignal?.reason })
  }

  /** Waits for a part of the call's work. @throws the reason of an interruption, at once */
  wait<Value>(
    work: Value | PromiseLike<Value>,
    { what, limitMs, discard }: CallWait<Value>,
  ): Promise<Awaited<Value>> {
    const wait = startWait(work, {
      clock: this.settings.clock,
      limitMs: limitMs === 0 ? Infinity : limitMs,
      onLimit: () => this.#timedOut(what, limitMs),
      discard,
    })
    this.#wait = wait
    if (this.#interruption !== undefined) wait.cancel(this.#interruption.reason)
    return wait.settled
  }

  /** A stream has given its first chunk: how long that took is how fast the service is. */
  answered(): void {
    const now = this.settings.clock.now()
    this.#answerMs = now - this.#admission.startedAt
    this.settings.machine.answering(this.#admission, now)
  }

  /** Settles the call with the circuit. Does nothing the second time. */
  end(end: CallEnd): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    leaveSignal(this.#callerSignal, this)
    settleCall(
      this.settings,
      this.#admission,
      this.#answerMs === undefined ? end : { ...end, answerMs: this.#answerMs },
    )
  }

  /** Ends the call, and what it waits for, because its answer is no longer wanted. */
  leave(): void {
    this.#interrupt({ cause: 'left', reason: this.settings.leftReason() })
  }

  /** Aborts the call's own signal because its answer is no longer wanted. */
  abort(): void {
    this.#controller?.abort(this.settings.leftReason())
  }

  #timedOut(what: string, limitMs: number): DOMException {
    const message = `${this.settings.label}: ${what} within ${String(Math.round(limitMs))} ms`
    const reason = new DOMException(message, 'TimeoutError')
    this.#interrupt({ cause: 'timeout', reason })
    return reason
  }

  #interrupt(interruption: Interruption): void {
    if (this.#interruption !== undefined) return
    this.#interruption = interruption
    const { cause, reason } = interruption
    const isTimeout = cause === 'timeout'
    this.end({ errorOrResult: reason, isError: true, verdict: isTimeout ? 'failure' : 'neutral', isTimeout })
    this.#wait?.cancel(reason)
    if (cause !== 'aborted') this.#controller?.abort(reason)
  }

  #makeSignal(): AbortSignal {
    const caller = this.#callerSignal
    if (!this.#abortsItself && caller !== undefined) return caller
    this.#controller = new AbortController()
    const interruption = this.#interruption
    if (interruption !== undefined && interruption.cause !== 'aborted')
      this.#controller.abort(interruption.reason)
    const own = this.#controller.signal
    return caller === undefined ? own : AbortSignal.any([caller, own])
  }
}
