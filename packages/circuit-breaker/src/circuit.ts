import type { Outcome } from '@llm-balancer/core'
import { rejectionOf } from './calls/rejection.ts'
import type { CallSettings } from './calls/call-settings.ts'
import { SingleCall } from './calls/single-call.ts'
import { StreamingCall, type OpenStream } from './calls/streaming-call.ts'
import type {
  CallContext,
  CircuitBreaker,
  CircuitPermit,
  ExecuteOptions,
  ExecuteStreamOptions,
} from './contracts/circuit-breaker.ts'
import type { CircuitEventType } from './contracts/events.ts'
import type { CircuitSnapshot, CircuitState } from './contracts/snapshot.ts'
import type { CircuitVerdict } from './contracts/verdict.ts'
import { judgeOutcome } from './judge/judge-outcome.ts'
import type { Admission } from './machine/circuit-machine.ts'
import { checkKnown, checkNumber } from './options/checks.ts'

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
    const signal = options?.signal
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const settings = this.#settings
      const admission = this.#admit(settings.clock.now())
      new SingleCall(settings, admission, { signal, waiting: { resolve, reject } }).run(work)
    })
  }

  async *executeStream<Chunk>(
    open: OpenStream<Chunk>,
    options: ExecuteStreamOptions<Chunk> = {},
  ): AsyncGenerator<Chunk, void, undefined> {
    checkKnown('executeStream', options, ['signal', 'isFinal', 'idleTimeoutMs'])
    const { signal, isFinal, idleTimeoutMs = 0 } = options
    checkNumber('idleTimeoutMs', idleTimeoutMs, { min: 0, max: Infinity })
    signal?.throwIfAborted()
    const settings = this.#settings
    const call = new StreamingCall<Chunk>(settings, this.#admit(settings.clock.now()), signal)
    let isComplete = isFinal === undefined
    let isWithReader = false
    try {
      await call.open(open)
      for (let step = await call.read(idleTimeoutMs); step; step = await call.read(idleTimeoutMs)) {
        isComplete ||= isFinal?.(step.chunk) === true
        isWithReader = true
        yield step.chunk
        isWithReader = false
      }
      if (!isComplete) throw call.truncated()
      call.complete()
    } catch (error) {
      // What the reader throws into the stream says nothing of the stream.
      throw isWithReader ? error : call.failed(error)
    } finally {
      await call.close()
    }
  }

  availableAt(now: number = this.#settings.clock.now()): number {
    return this.#settings.machine.availableAt(now)
  }

  acquire(now: number = this.#settings.clock.now()): CircuitPermit | null {
    const { machine, observer } = this.#settings
    const admission = machine.admit(now)
    if (admission === null) {
      observer?.rejected(rejectionOf(this.#settings, now))
      return null
    }
    observer?.admitted()
    return new LeasedPermit(this.#settings, admission)
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

  toJSON(): CircuitSnapshot {
    return this.#settings.machine.toJSON()
  }

  on(type: CircuitEventType | '*', listener: (event: never) => unknown): () => void {
    return this.#settings.emitter.on(type, listener)
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

class LeasedPermit implements CircuitPermit {
  readonly #settings: CallSettings
  readonly #admission: Admission
  #isReleased = false

  constructor(settings: CallSettings, admission: Admission) {
    this.#settings = settings
    this.#admission = admission
  }

  release(outcome: Outcome | CircuitVerdict, now: number = this.#settings.clock.now()): void {
    if (this.#isReleased) return
    this.#isReleased = true
    const judgement = judgeOutcome(outcome)
    this.#settings.machine.settle(this.#admission, judgement, now)
    this.#settings.observer?.settled({
      judgement,
      errorOrResult: undefined,
      isTimeout: typeof outcome === 'object' && outcome.type === 'failure' && outcome.kind === 'timeout',
      durationMs: now - this.#admission.startedAt,
    })
  }
}
