import type { CallContext } from '../contracts/circuit-breaker.ts'
import type { Admission } from '../machine/circuit-machine.ts'
import { CallScope, type Interruption } from './call-scope.ts'
import type { CallSettings } from './call-settings.ts'
import { settleCall, type CallEnd } from './settle-call.ts'

/** Who is waiting for a call. */
interface Waiting<Result> {
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
}

/** A call with one answer. Whatever happens first, answer, error, abort or time limit, ends it; the rest is ignored. */
export class SingleCall<Result> extends CallScope {
  readonly #waiting: Waiting<Result>
  #hasEnded = false

  constructor(
    settings: CallSettings,
    admission: Admission,
    options: { readonly signal: AbortSignal | undefined; readonly waiting: Waiting<Result> },
  ) {
    super(settings, admission, options.signal)
    this.#waiting = options.waiting
  }

  run(work: (context: CallContext) => PromiseLike<Result> | Result): void {
    this.startTimer(this.settings.timeoutMs)
    try {
      const result = work(this)
      if (isThenable(result)) result.then(this.#succeeded, this.#failed)
      else this.#succeeded(result)
    } catch (error) {
      this.#failed(error)
    }
  }

  protected override get abortsItself(): boolean {
    return this.settings.timeoutMs > 0
  }

  protected override interrupted({ reason, isTimeout }: Interruption): void {
    const verdict = isTimeout ? 'failure' : 'neutral'
    if (this.#end({ errorOrResult: reason, isError: true, verdict, isTimeout })) this.#waiting.reject(reason)
  }

  readonly #succeeded = (result: Result): void => {
    if (this.#end({ errorOrResult: result, isError: false })) this.#waiting.resolve(result)
  }

  readonly #failed = (error: unknown): void => {
    if (this.#end({ errorOrResult: error, isError: true })) this.#waiting.reject(error)
  }

  #end(end: CallEnd): boolean {
    if (this.#hasEnded) return false
    this.#hasEnded = true
    this.dispose()
    settleCall(this.settings, this.admission, end)
    return true
  }
}

function isThenable<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as Partial<PromiseLike<Value>> | null | undefined)?.then === 'function'
}
