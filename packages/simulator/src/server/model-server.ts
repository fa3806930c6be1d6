import type { Clock, LimitReport } from '@llm-balancer/core'
import type { AttemptLog } from '../run/run-log.ts'
import type { SimulatedTarget } from '../scenario/simulated-target.ts'
import type { Down } from '../scenario/server-conditions.ts'
import type { DrawKey } from '../draws/keyed-draws.ts'
import { drawAnswer, drawShedding, meanFirstContentMs, meanWritingMs } from './answer-times.ts'
import { CallQueue } from './call-queue.ts'
import { conditionsAt, changeTimes, type Conditions } from './conditions-at.ts'
import { KeyLimits } from './key-limits.ts'
import { PromptCache } from './prompt-cache.ts'
import { ServerCall, type CallEnd } from './server-call.ts'
import type { ServerRequest } from './server-request.ts'

/** What a server needs of the simulation. */
export interface ServerEnvironment {
  readonly clock: Clock
  /** Decides how long answers take; the same request meets the same luck whatever came before it. @default 1 */
  readonly seed?: number
  /** The server's place among those of the scenario. @default 0 */
  readonly place?: number
  /** Keeps a record of each call. */
  readonly log: (attempt: AttemptLog) => void
}

/** What a server says while it answers. */
export interface ServerAnswer {
  /** Resolves with the first content. @rejects ProviderError when the call is refused or fails, the signal's reason when it aborts */
  readonly begun: Promise<void>
  /** Resolves with the last content. @rejects as `begun` */
  readonly answered: Promise<void>
  /** What is left of the key's limits, as far as the response headers say it. */
  readonly limits: readonly LimitReport[]
  /** Tokens of the prompt that were in the cache. */
  readonly cachedTokens: number
}

const noRequest: ServerRequest = {
  id: 0,
  inputTokens: 0,
  outputTokens: 0,
  session: undefined,
  prefixTokens: 0,
}
const usualCacheMs = 300_000
const usualRefusalMs = 60
/** What a vendor that is short of capacity says of when to come back, where it says so. */
const sheddingMs = 2000

/** The server behind one target: how long it takes, what it remembers, what its key allows, and what becomes of it. */
export class ModelServer {
  readonly target: SimulatedTarget
  readonly #environment: Required<ServerEnvironment>
  readonly #origin: number
  readonly #queue: CallQueue<ServerCall>
  readonly #cancelChanges: readonly (() => void)[]
  readonly #limits: KeyLimits
  readonly #cache: PromptCache
  #conditions: Conditions
  #inFlight = 0
  #calls = 0

  constructor(target: SimulatedTarget, environment: ServerEnvironment) {
    this.target = target
    this.#environment = { seed: 1, place: 0, ...environment }
    const { clock } = environment
    this.#origin = clock.now()
    this.#conditions = conditionsAt(target, 0)
    this.#limits = new KeyLimits(target.limits ?? {})
    this.#cache = new PromptCache(target.cacheMs ?? usualCacheMs)
    this.#queue = new CallQueue(clock, this.#conditions, (call) => {
      this.#answer(call)
    })
    this.#cancelChanges = changeTimes(target).map((time) =>
      clock.schedule(() => {
        this.#change()
      }, time),
    )
  }

  /** Makes one call. */
  call(signal: AbortSignal, request: ServerRequest = noRequest): ServerAnswer {
    const { clock, log } = this.#environment
    const attempt = newAttempt(this.target.name, this.#elapsedMs)
    log(attempt)
    this.#calls += 1
    this.#inFlight += 1
    const call = new ServerCall({ clock, signal, request, attempt, onEnd: this.#onEnd })
    const { begun, answered } = call
    const cachedTokens = this.cachedTokens(request)
    const limits = call.isOver ? [] : this.#take(call)
    return { begun, answered, limits, cachedTokens }
  }

  /** No conditions change from now on. */
  close(): void {
    for (const cancel of this.#cancelChanges) cancel()
  }

  /**
   * The mean time to the first content of such a call that would begin now, or to the end of a plain call, in ms; Infinity while the
   * server is down.
   */
  expectedMs(request: ServerRequest, isStreaming = true): number {
    const { down, failureRatio, sheddingRatio } = this.#conditions
    if (down !== undefined) return Infinity
    const situation = { request, cachedTokens: this.cachedTokens(request), inFlight: this.#inFlight }
    const writingMs = isStreaming ? 0 : meanWritingMs(this.#conditions, situation)
    const ms = meanFirstContentMs(this.#conditions, situation) + writingMs
    return ms / Math.max(0.01, 1 - failureRatio - sheddingRatio)
  }

  /** How long the key's limits would keep the last of so many such calls waiting, in ms. */
  limitWaitMs({ inputTokens, outputTokens }: ServerRequest, calls = 1): number {
    const tokens = calls * (inputTokens + outputTokens)
    return this.#limits.waitMs({ requests: calls, tokens }, this.#elapsedMs)
  }

  /** Tokens of such a call's prompt that are in the cache now. */
  cachedTokens(request: ServerRequest): number {
    return this.#cache.hit(request, this.#elapsedMs)
  }

  /** Calls so far. */
  get calls(): number {
    return this.#calls
  }

  get #elapsedMs(): number {
    return this.#environment.clock.now() - this.#origin
  }

  readonly #onEnd = (call: ServerCall, end: CallEnd): void => {
    call.attempt.end = end
    call.attempt.endedAt = this.#elapsedMs
    this.#inFlight -= 1
    this.#queue.remove(call)
  }

  /** Refuses a call, or lets it wait for its turn; gives what the response headers say of the limits. */
  #take(call: ServerCall): readonly LimitReport[] {
    const { request } = call
    const { down, longestQueueMs, refusal } = this.#conditions
    if (down !== undefined) {
      turnAway(call, down)
      return []
    }
    const { waitMs, reports } = this.#limits.admit(
      request.inputTokens + request.outputTokens,
      this.#elapsedMs,
    )
    if (waitMs > 0) this.#refuseByLimit(call, waitMs)
    else if (drawShedding(this.#conditions, this.#keyOf(request))) this.#refuseByLimit(call, sheddingMs)
    else if (this.#queue.expectedWaitMs > longestQueueMs) call.refuse(refusal)
    else this.#queue.add(call)
    return reports
  }

  /** The call has its turn. */
  #answer(call: ServerCall): void {
    const { request, attempt } = call
    const cachedTokens = this.cachedTokens(request)
    const situation = { key: this.#keyOf(request), request, cachedTokens, inFlight: this.#inFlight - 1 }
    const { firstContentMs, writingMs, failsAfterMs } = drawAnswer(this.#conditions, situation)
    if (failsAfterMs !== undefined) {
      call.refuse({ status: 500, afterMs: failsAfterMs })
      return
    }
    const onFirstContent = (): void => {
      this.#cache.remember(request, this.#elapsedMs)
      attempt.inputTokens = request.inputTokens
      attempt.cachedTokens = cachedTokens
      attempt.outputTokens = request.outputTokens
    }
    call.answerIn({ firstContentMs, writingMs, onFirstContent })
  }

  #refuseByLimit(call: ServerCall, waitMs: number): void {
    const { retryAfter = true, refusalMs = usualRefusalMs } = this.target.limits ?? {}
    const hint = retryAfter && waitMs < Infinity ? { retryAfterMs: waitMs } : {}
    call.refuse({ status: 429, afterMs: refusalMs, ...hint })
  }

  #keyOf({ id }: ServerRequest): DrawKey {
    const { seed, place } = this.#environment
    return { seed, request: id, target: place }
  }

  #change(): void {
    this.#conditions = conditionsAt(this.target, this.#elapsedMs)
    const { down } = this.#conditions
    if (down !== undefined && down !== 'hanging') for (const call of this.#queue.clear()) turnAway(call, down)
    this.#queue.change(this.#conditions)
  }
}

function turnAway(call: ServerCall, down: Down): void {
  // Silence is no answer: the call ends when its caller gives up.
  if (down === 'hanging') return
  if (down === 'refused') call.refuseConnection()
  else call.refuse(down)
}

function newAttempt(target: string, startedAt: number): AttemptLog {
  const tokens = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 }
  return { target, startedAt, endedAt: Infinity, end: 'none', ...tokens }
}
