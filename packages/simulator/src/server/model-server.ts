import type { Clock } from '@llm-balancer/core'
import type { AttemptLog } from '../run/run-log.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Down } from '../scenario/server-conditions.ts'
import { CallQueue } from './call-queue.ts'
import { conditionsAt, changeTimes, type Conditions } from './conditions-at.ts'
import { connectionError, refusalError } from './refusal-error.ts'
import { ServerCall } from './server-call.ts'

/** What a server needs of the simulation. */
export interface ServerEnvironment {
  readonly clock: Clock
  /** Keeps a record of each call. */
  readonly log: (attempt: AttemptLog) => void
}

/** The server behind one target: a queue with a speed, which refuses what would wait too long, and may be down. */
export class ModelServer {
  readonly #target: SimulatedTarget
  readonly #environment: ServerEnvironment
  readonly #origin: number
  readonly #queue: CallQueue<ServerCall>
  readonly #cancelChanges: readonly (() => void)[]
  #conditions: Conditions

  constructor(target: SimulatedTarget, environment: ServerEnvironment) {
    this.#target = target
    this.#environment = environment
    const { clock } = environment
    this.#origin = clock.now()
    this.#conditions = conditionsAt(target, 0)
    this.#queue = new CallQueue(clock, this.#conditions, (call) => {
      call.answerIn(this.#conditions.answerMs)
    })
    this.#cancelChanges = changeTimes(target).map((time) =>
      clock.schedule(() => {
        this.#change()
      }, time),
    )
  }

  /** Makes one call. @throws ProviderError when it is refused, the signal's reason when it aborts */
  call(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#environment
    const attempt: AttemptLog = {
      target: this.#target.name,
      startedAt: this.#elapsedMs,
      endedAt: Infinity,
      end: 'none',
    }
    log(attempt)
    const call = new ServerCall(clock, signal, (ended, end) => {
      attempt.end = end
      attempt.endedAt = this.#elapsedMs
      this.#queue.remove(ended)
    })
    if (attempt.end === 'none') this.#take(call)
    return call.answered
  }

  /** No conditions change from now on. */
  close(): void {
    for (const cancel of this.#cancelChanges) cancel()
  }

  get #elapsedMs(): number {
    return this.#environment.clock.now() - this.#origin
  }

  #take(call: ServerCall): void {
    const { down, longestQueueMs, refusal } = this.#conditions
    if (down !== undefined) this.#turnAway(call, down)
    else if (this.#queue.expectedWaitMs > longestQueueMs)
      call.refuseIn(refusal.afterMs, refusalError(this.#target.name, refusal))
    else this.#queue.add(call)
  }

  #turnAway(call: ServerCall, down: Down): void {
    const { name } = this.#target
    // Silence is no answer: the call ends when its caller gives up.
    if (down === 'hanging') return
    if (down === 'refused') call.refuseIn(0, connectionError(name))
    else call.refuseIn(down.afterMs ?? 5, refusalError(name, down))
  }

  #change(): void {
    this.#conditions = conditionsAt(this.#target, this.#elapsedMs)
    const { down } = this.#conditions
    if (down !== undefined && down !== 'hanging')
      for (const call of this.#queue.clear()) this.#turnAway(call, down)
    this.#queue.change(this.#conditions)
  }
}
