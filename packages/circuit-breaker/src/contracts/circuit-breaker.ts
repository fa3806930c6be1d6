import type { Guard, Outcome, Permit } from '@llm-balancer/core'
import type { CircuitEventOf, CircuitEventType } from './events.ts'
import type { CircuitSnapshot, CircuitState } from './snapshot.ts'
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
  /** The caller's own signal. Its abort rejects the call at once with its reason and is held against nobody. */
  readonly signal?: AbortSignal | undefined
}

/** Settings of one streaming call. */
export interface ExecuteStreamOptions<Chunk> extends ExecuteOptions {
  /** Tells the chunk with which a whole stream ends; a stream that ends without one has failed. @default any end is one */
  readonly isFinal?: (chunk: Chunk) => boolean
  /** Longest wait for a chunk in ms, ≥ 0; 0 = no limit. @default 0 */
  readonly idleTimeoutMs?: number
}

/** Leave to make one call. Release it whatever happens: until then a probe keeps its place, up to `probeLeaseMs`. */
export interface CircuitPermit extends Permit {
  /**
   * Says how the call ended. A second call does nothing, nor does one that comes after the circuit has changed its state
   * since. Never throws.
   *
   * @param outcome of an `Outcome` that is a failure only kinds count that are the target's own fault
   * @param now clock time in ms @default the breaker's clock
   */
  release(outcome: Outcome | CircuitVerdict, now?: number): void
}

/**
 * Stops calls to a service that keeps failing, and lets a few probe it before all of them come back. It is a `Guard` of
 * `@llm-balancer/core` as it stands, called by the balancer for every attempt; alone it is used with `execute`.
 */
export interface CircuitBreaker extends Guard {
  readonly name: 'circuit-open'
  /** An open circuit whose time is over stays `open` until somebody calls: nothing runs while nobody does. */
  readonly state: CircuitState
  /**
   * Calls `work` if the circuit allows it and judges the service by how it ends.
   *
   * @throws CircuitOpenError at once, without calling, with `retryAfterMs`
   * @throws DOMException named `TimeoutError` when there is no answer within `timeoutMs`
   * @throws the caller's abort reason, or what `work` threw
   */
  execute<Result>(
    work: (context: CallContext) => PromiseLike<Result> | Result,
    options?: ExecuteOptions,
  ): Promise<Result>
  /**
   * Like `execute` for a stream, judged when it ends: by then, not by its opening, is known whether the service works.
   * Nothing is asked and no place taken before the first chunk is pulled. Leaving early (`break`, `return()`) is neutral and closes the
   * stream. `timeoutMs` bounds the opening only.
   *
   * @throws StreamInterruptedError with `partial` when the stream fails after its first chunk; before it, its own error
   */
  executeStream<Chunk>(
    open: (context: CallContext) => AsyncIterable<Chunk> | PromiseLike<AsyncIterable<Chunk>>,
    options?: ExecuteStreamOptions<Chunk>,
  ): AsyncGenerator<Chunk, void, undefined>
  /** Clock time in ms from which a call may be made; Infinity while probes occupy every place, or when isolated. */
  availableAt(now?: number): number
  /** Leave to make one call, or null when the circuit does not allow it. @param now clock time in ms */
  acquire(now?: number): CircuitPermit | null
  /** Opens the circuit now, whatever was counted: somebody knows that the service is ill. An open one stays as it is. */
  trip(now?: number): void
  /** Holds the circuit open until `reset`. */
  isolate(now?: number): void
  /** Closes the circuit and forgets every failure; calls that are running say nothing any more. */
  reset(now?: number): void
  /** The circuit as plain data, for `initialState`. */
  toJSON(): CircuitSnapshot
  /** Calls `listener` at every event of that name, or at every event (`*`). The returned function ends that. */
  on<Type extends CircuitEventType | '*'>(
    type: Type,
    listener: (
      event: CircuitEventOf<Type extends '*' ? CircuitEventType : Type & CircuitEventType>,
    ) => unknown,
  ): () => void
}
