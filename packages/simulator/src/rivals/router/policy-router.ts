import type { Clock } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/core'
import type { Router, RouterCall } from '../../scenario/router.ts'
import type { World } from '../../scenario/world.ts'
import type { ModelServer } from '../../server/model-server.ts'
import { RefusedError } from './refused-error.ts'
import type { AttemptEnd, PolicyWorld, RoutedCall, RoutingPolicy } from './routing-policy.ts'

/** An attempt that has no content after so long is given up, in ms: the same for all, so that timeouts are not what is compared. */
const firstContentLimitMs = 15_000

/** A call of which a router keeps count. */
interface MutableCall extends RoutedCall {
  attempts: number
  readonly tried: number[]
}

/** The loop that all routers have in common: choose, call, learn, perhaps choose again. Everything else is the policy's. */
export class PolicyRouter implements Router {
  readonly #clock: Clock
  readonly #servers: readonly ModelServer[]
  readonly #inFlight: number[]
  readonly #policy: RoutingPolicy
  #cancelTick: (() => void) | undefined

  constructor({ clock, servers, random }: World, makePolicy: (world: PolicyWorld) => RoutingPolicy) {
    this.#clock = clock
    this.#servers = [...servers.values()]
    this.#inFlight = this.#servers.map(() => 0)
    const targets = this.#servers.map(({ target }) => target)
    this.#policy = makePolicy({ random, targets, inFlight: this.#inFlight })
    this.#tick()
  }

  async call(given: RouterCall): Promise<void> {
    const { request, isStreaming, deadlineMs } = given
    const call: MutableCall = { request, isStreaming, attempts: 0, tried: [] }
    const until = this.#clock.now() + deadlineMs
    let error: unknown
    while (call.attempts < this.#policy.maxAttempts) {
      const place = this.#policy.pick(call, this.#clock.now())
      call.attempts += 1
      if (place === undefined) {
        const waitMs = this.#policy.waitMs?.(call, this.#clock.now()) ?? Infinity
        error ??= new RefusedError()
        if (!(await this.#waited(waitMs, until))) break
        continue
      }
      const end = await this.#attempt(place, call, { ...given, until })
      if (end.kind === 'answered') return
      ;({ error } = end)
      if (end.firstContentMs !== undefined) break
      call.tried.push(place)
      const backoffMs = this.#policy.backoffMs?.(end, call, this.#clock.now()) ?? 0
      if (call.attempts < this.#policy.maxAttempts && !(await this.#waited(backoffMs, until))) break
    }
    throw error
  }

  close(): void {
    this.#cancelTick?.()
  }

  /** Waits, unless the caller would have given up by then. */
  async #waited(ms: number, until: number): Promise<boolean> {
    if (this.#clock.now() + ms >= until) return false
    if (ms > 0)
      await new Promise<void>((resolve) => {
        this.#clock.schedule(resolve, ms)
      })
    return true
  }

  async #attempt(
    place: number,
    call: MutableCall,
    given: RouterCall & { readonly until: number },
  ): Promise<AttemptEnd> {
    const { until, onFirstContent } = given
    const startedAt = this.#clock.now()
    const controller = new AbortController()
    const limit = this.#limit(controller, startedAt + Math.min(firstContentLimitMs, until - startedAt))
    this.#inFlight[place] = (this.#inFlight[place] ?? 0) + 1
    this.#policy.started?.(place, call, startedAt)
    let firstContentMs: number | undefined
    let error: unknown
    try {
      const answer = this.#serverAt(place).call(controller.signal, call.request)
      await answer.begun
      limit()
      firstContentMs = this.#clock.now() - startedAt
      if (call.isStreaming) onFirstContent()
      const deadline = this.#limit(controller, until)
      await answer.answered.finally(deadline)
    } catch (thrown) {
      error = thrown
    }
    limit()
    this.#inFlight[place] = (this.#inFlight[place] ?? 0) - 1
    const now = this.#clock.now()
    const end = endOf({ ms: now - startedAt, firstContentMs, error })
    this.#policy.ended?.(place, end, call, now)
    return end
  }

  #limit(controller: AbortController, at: number): () => void {
    if (at === Infinity) return () => {}
    return this.#clock.schedule(() => {
      controller.abort()
    }, at - this.#clock.now())
  }

  #serverAt(place: number): ModelServer {
    const server = this.#servers[place]
    if (server === undefined) throw new RangeError(`there is no target ${place}`)
    return server
  }

  #tick(): void {
    const { tick } = this.#policy
    if (tick === undefined) return
    this.#cancelTick = this.#clock.schedule(() => {
      tick.run(this.#clock.now())
      this.#tick()
    }, tick.everyMs)
  }
}

function endOf({
  ms,
  firstContentMs,
  error,
}: Pick<AttemptEnd, 'ms' | 'firstContentMs' | 'error'>): AttemptEnd {
  if (error === undefined) return { kind: 'answered', ms, firstContentMs, retryAfterMs: undefined }
  if (!ProviderError.isInstance(error))
    return { kind: 'timed-out', ms, firstContentMs, retryAfterMs: undefined, error }
  const kind = error.kind === 'rate-limit' ? 'rate-limited' : 'failed'
  return { kind, ms, firstContentMs, retryAfterMs: error.retryAfterMs, error }
}
