import type { Guard, Outcome, Permit } from '@llm-balancer/core'
import type { Opening } from '@llm-balancer/core/streams'
import type { CircuitEventOf, CircuitEventType } from './events.ts'
import type { CircuitReport } from './report.ts'
import type { CircuitSnapshot, CircuitState, ExportedCircuit } from './snapshot.ts'
import type { CircuitVerdict } from './verdict.ts'

/** What a call made through a circuit is given. */
export interface CallContext {
  /**
   * Aborts when the caller aborts or `timeoutMs` has passed without an answer; never because of the time once the call
   * has returned, so that a returned body or stream can be read at leisure. Made when it is first read.
   */
  readonly signal: AbortSignal
}

/** Settings of one call. */
export interface ExecuteOptions {
  /** The caller's own signal. Its abort rejects the call at once with its reason and is neutral. */
  readonly signal?: AbortSignal | undefined
}

/** Settings of one streaming call. */
export interface ExecuteStreamOptions<Chunk> extends ExecuteOptions {
  /**
   * True for the chunk that completes a stream; one that ends without it has failed. When it throws, the stream ends with
   * that error, as neutral. @default a stream is complete whenever it ends
   */
  readonly isFinal?: (chunk: Chunk) => boolean
  /** Longest wait for a chunk in ms, ≥ 0; 0 = no limit. @default 0 */
  readonly idleTimeoutMs?: number
}

/** Permission to make one call. Release it in any case: until then a probe keeps its place, up to `probeLeaseMs`. */
export interface CircuitPermit extends Permit {
  /** The first content of a stream has come: a probe gives its place to the next one. How it ends counts all the same. */
  firstContent(): void
  /**
   * Tells the circuit how the call ended. The second release of a permit does nothing, and an outcome that comes after the
   * circuit has changed its state is ignored.
   *
   * @param outcome a verdict, or an outcome of the core. A failure counts only when its kind is the target's own fault
   * @param now clock time in ms @default the breaker's clock
   * @param error what the call failed with, for {@link CircuitBreaker.report}
   * @throws TypeError when it is neither; the call was neutral then, and its place is free
   */
  release(outcome: Outcome | CircuitVerdict, now?: number, error?: unknown): void
}

/**
 * Stops calls to a service that keeps failing, and lets a few probe it before all of them come back. Alone it is used with
 * `execute` and `executeStream`. It is also a `Guard` of `@llm-balancer/core`: the balancer asks it for every attempt.
 */
export interface CircuitBreaker extends Guard {
  readonly name: 'circuit-open'
  /** An open circuit whose time is over stays `open` until the next call: no timer runs in between. */
  readonly state: CircuitState
  /**
   * Calls `work` if the circuit allows it, and judges the service by how the call ends.
   *
   * @throws CircuitOpenError at once, without calling, with `retryAfterMs`
   * @throws DOMException named `TimeoutError` when there is no answer within `timeoutMs`
   * @throws TypeError for a `work` that is not a function, and for options that do not exist
   * @throws the caller's abort reason, or what `work` threw
   */
  execute<Result>(
    work: (context: CallContext) => PromiseLike<Result> | Result,
    options?: ExecuteOptions,
  ): Promise<Result>
  /**
   * Like `execute` for a stream, which is judged when it ends, not when it opens. The circuit is asked, and the stream
   * opened, when the first chunk is pulled. Leaving early (`break`, `return()`) is neutral and closes the stream, also
   * while a chunk is on its way. `timeoutMs` bounds the opening, `idleTimeoutMs` the wait for each chunk.
   *
   * @throws TypeError or RangeError at once, before the first chunk is pulled, for a bad option
   * @throws StreamInterruptedError with `partial` when the stream fails after its first chunk; before it, its own error
   */
  executeStream<Chunk>(
    open: (context: CallContext) => Opening<Chunk>,
    options?: ExecuteStreamOptions<Chunk>,
  ): AsyncGenerator<Chunk, void, undefined>
  /** Clock time in ms from which a call may be made; Infinity while probes occupy every place, or when isolated. */
  availableAt(now?: number): number
  /** Gives a permit for one call, or null when the circuit does not allow it. @param now clock time in ms */
  acquire(now?: number): CircuitPermit | null
  /**
   * Gives a permit for one call although the circuit is open and its time is not over, for a caller that has nowhere else to go;
   * one at a time, and not before a time that the service asked for. A trial that fails leaves the open time as it was. One
   * that succeeds is the first successful probe: the circuit is half-open then. In every other state the same as `acquire`.
   *
   * @param now clock time in ms
   */
  trial(now?: number): CircuitPermit | null
  /**
   * Calls `listener` after every transition, and whenever a probe takes or leaves a place: what `availableAt` gave before no
   * longer holds. The returned function ends that.
   */
  onChange(listener: () => void): () => void
  /** Opens the circuit by hand, for example after a failed health check. An open one stays as it is. */
  trip(now?: number): void
  /** Holds the circuit open until `reset`. */
  isolate(now?: number): void
  /** Closes the circuit and forgets every failure; the outcomes of calls that are running no longer count. */
  reset(now?: number): void
  /** Why it is in its state, and since when: its latest failures with `rememberFailures`, the times of its last opening and probe. */
  report(): CircuitReport
  /** Versioned plain data for `initialState`, perhaps in another process. */
  exportState(): ExportedCircuit
  /** The circuit as plain data, for logs. */
  toJSON(): CircuitSnapshot
  /**
   * Calls `listener` at every event of that name, or at every event (`*`). The returned function ends that.
   *
   * @throws TypeError for an event that does not exist
   */
  on<Type extends CircuitEventType | '*'>(
    type: Type,
    listener: (
      event: CircuitEventOf<Type extends '*' ? CircuitEventType : Type & CircuitEventType>,
    ) => unknown,
  ): () => void
}
