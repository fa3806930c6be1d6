import type { EventListener } from '@llm-balancer/core/events'
import { checkFunction } from '@llm-balancer/core/options'
import { asError } from './calls/as-error.ts'
import type { CallSettings } from './calls/call-settings.ts'
import { LeasedPermit } from './calls/leased-permit.ts'
import { rejectionOf } from './calls/rejection.ts'
import { RunningCall } from './calls/running-call.ts'
import { runOnce } from './calls/run-once.ts'
import { runStream } from './calls/run-stream.ts'
import type { OpenProtected } from './calls/streaming-call.ts'
import type {
  CallContext,
  CircuitBreaker,
  CircuitPermit,
  ExecuteOptions,
  ExecuteStreamOptions,
} from './contracts/circuit-breaker.ts'
import type { CircuitEventType } from './contracts/events.ts'
import type { CircuitReport } from './contracts/report.ts'
import type { CircuitSnapshot, CircuitState, ExportedCircuit } from './contracts/snapshot.ts'
import type { Admission } from './machine/circuit-machine.ts'
import { owner, readSignal, readStreamOptions } from './options/call-options.ts'
import { checkEventType } from './options/check-event-type.ts'

/** A circuit breaker over any state machine. */
export class Circuit implements CircuitBreaker {
  readonly name = 'circuit-open'
  readonly #settings: CallSettings

  constructor(settings: CallSettings) {
    this.#settings = settings
  }

  get state(): CircuitState {
    return this.#settings.machine.state
  }

  execute<Result>(
    work: (context: CallContext) => PromiseLike<Result> | Result,
    options?: ExecuteOptions,
  ): Promise<Result> {
    try {
      checkFunction('work', work, owner)
      const call = this.#begin(readSignal(options), this.#settings.timeoutMs > 0)
      return runOnce(call, work)
    } catch (error) {
      return Promise.reject(asError(error))
    }
  }

  executeStream<Chunk>(
    open: OpenProtected<Chunk>,
    options: ExecuteStreamOptions<Chunk> = {},
  ): AsyncGenerator<Chunk, void, undefined> {
    checkFunction('open', open, owner)
    const { signal, ...reading } = readStreamOptions(options)
    return runStream(() => this.#begin(signal, true), open, reading)
  }

  availableAt(now: number = this.#settings.clock.now()): number {
    return this.#settings.machine.availableAt(now)
  }

  acquire(now: number = this.#settings.clock.now()): CircuitPermit | null {
    const { machine, observer } = this.#settings
    const admission = machine.admit(now)
    if (admission === null) observer?.rejected(rejectionOf(this.#settings, now))
    return this.#permitFor(admission)
  }

  trial(now: number = this.#settings.clock.now()): CircuitPermit | null {
    return this.#permitFor(this.#settings.machine.trial(now))
  }

  onChange(listener: () => void): () => void {
    checkFunction('listener', listener, owner)
    const { listeners } = this.#settings
    // One function may be handed in more than once.
    const own = (): void => {
      listener()
    }
    listeners.add(own)
    return () => {
      listeners.delete(own)
    }
  }

  trip(now: number = this.#settings.clock.now()): void {
    this.#settings.machine.trip(now)
  }

  isolate(now: number = this.#settings.clock.now()): void {
    this.#settings.machine.isolate(now)
  }

  reset(now: number = this.#settings.clock.now()): void {
    this.#settings.machine.reset(now)
  }

  report(): CircuitReport {
    return { state: this.state, ...this.#settings.history.report() }
  }

  exportState(): ExportedCircuit {
    return { version: 1, ...this.toJSON() }
  }

  toJSON(): CircuitSnapshot {
    return this.#settings.machine.toJSON()
  }

  on(type: CircuitEventType | '*', listener: EventListener): () => void {
    checkEventType(type)
    checkFunction('listener', listener, owner)
    return this.#settings.emitter.on(type, listener)
  }

  #permitFor(admission: Admission | null): CircuitPermit | null {
    if (admission === null) return null
    this.#settings.observer?.admitted()
    return new LeasedPermit(this.#settings, admission)
  }

  /** @throws the signal's reason when it has aborted already, CircuitOpenError when the circuit does not allow a call */
  #begin(signal: AbortSignal | undefined, abortsItself: boolean): RunningCall {
    signal?.throwIfAborted()
    const now = this.#settings.clock.now()
    const admission = this.#admit(now)
    return new RunningCall(this.#settings, admission, { signal, abortsItself })
  }

  #admit(now: number): Admission {
    const { machine, observer } = this.#settings
    const admission = machine.admit(now)
    if (admission === null) {
      const error = rejectionOf(this.#settings, now)
      observer?.rejected(error)
      throw error
    }
    observer?.admitted()
    return admission
  }
}
