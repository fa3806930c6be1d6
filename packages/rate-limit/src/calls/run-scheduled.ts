import type { AttemptFacts } from '@llm-balancer/core'
import {
  DeadlineExceededError,
  isResponse,
  RateLimitedError,
  responseFailure,
} from '@llm-balancer/core/errors'
import { callQuietly, checkFunction } from '@llm-balancer/core/options'
import { leaveSignal, within } from '@llm-balancer/core/time'
import type { CallCost } from '../contracts/call-cost.ts'
import type { Reservation, ScheduledCall, ScheduleOptions } from '../contracts/rate-limiter.ts'
import { readScheduleOptions } from '../options/schedule-options.ts'
import type { WaitingCall } from '../queue/waiting-call.ts'
import type { SchedulingLimiter } from './scheduling-limiter.ts'

/** A call is overtaken by smaller ones for this many times as long as it would have waited alone. */
const patience = 3

type Work<Result> = (call: ScheduledCall) => PromiseLike<Result> | Result

/** Waits for a call's turn, makes it, and tells the limiter how it went. */
export async function runScheduled<Result>(
  limiter: SchedulingLimiter,
  work: Work<Result>,
  given: ScheduleOptions,
): Promise<Result> {
  checkFunction('work', work, 'schedule')
  const { cost = {}, signal, deadlineMs, priority } = readScheduleOptions(given)
  signal?.throwIfAborted()
  const endAt = limiter.clock.now() + deadlineMs
  const reservation = await turn(limiter, limiter.costOf(cost), { signal, endAt, priority })
  return make(limiter, work, { reservation, signal, deadlineMs, endAt })
}

function turn(
  limiter: SchedulingLimiter,
  cost: CallCost,
  {
    signal,
    endAt,
    priority,
  }: { readonly signal: AbortSignal | undefined; readonly endAt: number; readonly priority: number },
): Promise<Reservation> {
  const { queue, settings } = limiter
  const now = limiter.clock.now()
  const at = limiter.availableAt(now, cost)
  const refusal = (): RateLimitedError => refusalOf(limiter, cost)
  const isTooLate = at === Infinity ? limiter.isEndless(now) : at >= endAt
  if (queue.size >= settings.maxWaiting || isTooLate) throw refusal()
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      queue.leave(call)
      reject(signal?.reason as Error)
    }
    const call: WaitingCall = {
      cost,
      priority,
      giveUpAt: endAt,
      firstFrom: at === Infinity ? Infinity : now + patience * (at - now),
      begin(reservation) {
        leaveSignal(signal, abort)
        resolve(reservation)
      },
      refuse() {
        leaveSignal(signal, abort)
        reject(refusal())
      },
    }
    signal?.addEventListener('abort', abort)
    queue.join(call)
  })
}

function refusalOf(limiter: SchedulingLimiter, cost: CallCost): RateLimitedError {
  const now = limiter.clock.now()
  const { queue } = limiter
  // Calls that wait go before one that comes back.
  const nextAt = queue.size === 0 ? now : queue.nextAt(now)
  const retryAfterMs = Math.max(0, limiter.availableAt(now, cost) - now, nextAt - now)
  const { label } = limiter.settings
  const why = limiter.name === 'not-on-plan' ? 'the plan does not include it' : 'rate limited'
  const hint = retryAfterMs === Infinity ? '' : `, retry in ${String(Math.ceil(retryAfterMs))} ms`
  return new RateLimitedError(`${label}: ${why}${hint}`, { retryAfterMs })
}

interface Begun {
  readonly reservation: Reservation
  readonly signal: AbortSignal | undefined
  readonly deadlineMs: number
  readonly endAt: number
}

async function make<Result>(limiter: SchedulingLimiter, work: Work<Result>, begun: Begun): Promise<Result> {
  const { reservation, signal, deadlineMs, endAt } = begun
  const { clock, settings } = limiter
  const startedAt = clock.now()
  const controller = new AbortController()
  let facts: AttemptFacts = {}
  const report = (told: AttemptFacts): void => {
    facts = { usage: { ...facts.usage, ...told.usage } }
    observe(reservation, told)
  }
  const onLimit = (): DeadlineExceededError =>
    new DeadlineExceededError(
      `${settings.label}: no answer within the deadline of ${String(Math.round(deadlineMs))} ms`,
      {
        deadlineMs,
        attempts: [],
      },
    )
  const limitMs = endAt - startedAt
  try {
    const answer = call(work, { signal: controller.signal, report })
    const result = await within(answer, { clock, signal, limitMs, onLimit })
    if (isResponse(result)) observe(reservation, { headers: result.headers })
    const failure = responseFailure(result, clock)
    const durationMs = Math.max(0, clock.now() - startedAt)
    if (failure === undefined) reservation.release({ type: 'success', durationMs, ...facts })
    else reservation.release({ ...failure, type: 'failure', durationMs, ...facts })
    return result
  } catch (error) {
    controller.abort(error)
    if (signal?.aborted === true)
      reservation.release({ type: 'neutral', kind: 'aborted', durationMs: 0, ...facts })
    else reservation.fail(error)
    throw error
  }
}

/** What `readLimits` throws changes nothing. */
function observe(reservation: Reservation, facts: AttemptFacts): void {
  callQuietly('readLimits', () => {
    reservation.observe(facts)
  })
}

/** What throws at once rejects as well. */
async function call<Result>(work: Work<Result>, context: ScheduledCall): Promise<Result> {
  return await work(context)
}
