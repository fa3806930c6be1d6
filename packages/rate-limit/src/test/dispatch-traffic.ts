import type { Outcome } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { seededRandom, type Random } from '@llm-balancer/core/time'
import type { RateLimiter, Reservation } from '../contracts/rate-limiter.ts'
import { rateLimit } from '../rate-limit.ts'
import {
  drawTokens,
  keys,
  resultOf,
  servedPerMs,
  startAt,
  type Traffic,
  type TrafficResult,
} from './traffic.ts'
import { Vendor, type Answer } from './vendor.ts'

/** A refused or unserved call gives up after this time, in ms. */
const patienceMs = 2000
const refusalTakesMs = 60
const lookAhead = 4

/** In the place of the time at which a call may begin. */
const begun = -Infinity

interface Call {
  readonly tokens: number
  readonly since: number
  /** Keys that have refused it. */
  readonly tried: readonly Key[]
}

/** For so long, in ms, the answer of a limiter is taken as it was: its pace grows all the time, and hardly. */
const rememberedMs = 200

/** A key, with one caller's limiter of it. Asks the limiter anew only when something may have changed. */
class Key {
  readonly vendor: Vendor
  readonly #limiter: RateLimiter
  /** False where every call takes the same of the limits. */
  readonly #countsTokens: boolean
  /** No call of at least so many tokens may begin before this time. */
  #refusedTokens = Infinity
  #refusedUntil = -Infinity

  constructor(vendor: Vendor, limiter: RateLimiter, countsTokens: boolean) {
    this.vendor = vendor
    this.#limiter = limiter
    this.#countsTokens = countsTokens
  }

  /** Begins the call, or gives the clock time from which it may begin, or a little earlier. */
  begin(call: Call, now: number): Reservation | number {
    if (call.tokens >= this.#refusedTokens && now < this.#refusedUntil) return this.#refusedUntil
    const cost = costOf(call)
    const reservation = this.#limiter.acquire(now, cost)
    if (reservation !== null) return reservation
    this.#refusedTokens = this.#countsTokens ? call.tokens : 0
    this.#refusedUntil = Math.min(this.#limiter.availableAt(now, cost), now + rememberedMs)
    return this.#refusedUntil
  }

  /** One of its calls has ended. */
  ended(reservation: Reservation, answer: Answer, [outcome, now]: readonly [Outcome, number]): void {
    if (answer.isServed && answer.limits.length > 0) reservation.observe({ limits: answer.limits }, now)
    reservation.release(outcome, now)
    this.#refusedUntil = -Infinity
  }
}

/** One caller: its own limiters of the shared keys, and the calls that wait for one of them. */
class Dispatcher {
  readonly #keys: readonly Key[]
  readonly #later: (at: number, go: (now: number) => void) => void
  readonly #random: Random
  #waiting: Call[] = []
  #next = 0
  #lookAt = Infinity

  constructor(owned: readonly Key[], later: Dispatcher['later'], random: Random) {
    this.#keys = owned
    this.#later = later
    this.#random = random
  }

  get later(): (at: number, go: (now: number) => void) => void {
    return this.#later
  }

  take(call: Call, now: number): void {
    this.#waiting.push(call)
    // Those before it wait for their time, or for the end of a call: it is looked at when they have gone.
    if (this.#waiting.length <= lookAhead) this.#look(now)
  }

  #look(now: number): void {
    let first = now + patienceMs
    for (let place = 0; place < Math.min(lookAhead, this.#waiting.length);) {
      const call = this.#waiting[place]
      const leavesAt = call === undefined ? begun : call.since + patienceMs
      const at = call === undefined || leavesAt <= now ? begun : Math.min(leavesAt, this.#begin(call, now))
      if (at === begun) this.#waiting.splice(place, 1)
      else place += 1
      if (at > begun && at < first) first = at
    }
    if (this.#waiting.length === 0) return
    const at = Math.max(now + 1, first)
    if (this.#lookAt > now && this.#lookAt <= at) return
    this.#lookAt = at
    this.#later(at, (then) => {
      // An earlier look may have taken its place.
      if (then === this.#lookAt) this.#look(then)
    })
  }

  /** Begins a call with the next key in turn that may take it; gives the clock time at which one may, or {@link begun}. */
  #begin(call: Call, now: number): number {
    let first = Infinity
    for (let step = 0; step < this.#keys.length; step += 1) {
      const key = this.#keys[(this.#next + step) % this.#keys.length]
      if (key === undefined || call.tried.includes(key)) continue
      const reservation = key.begin(call, now)
      if (typeof reservation === 'number') {
        first = Math.min(first, reservation)
        continue
      }
      this.#next += step + 1
      const answer = key.vendor.answer(call.tokens, now)
      const end = (at: number, outcome: Outcome): void => {
        this.#later(at, (then) => {
          key.ended(reservation, answer, [outcome, then])
          if (outcome.type === 'failure') this.take({ ...call, tried: [...call.tried, key] }, then)
          else this.#look(then)
        })
      }
      if (!answer.isServed) {
        const { retryAfterMs } = answer
        const hint = retryAfterMs === undefined ? {} : { retryAfterMs }
        end(now + refusalTakesMs, {
          type: 'failure',
          kind: 'rate-limit',
          scope: 'key',
          durationMs: 60,
          ...hint,
        })
        return begun
      }
      const endAt = now + 200 + this.#random() * 1800
      const usage = { inputTokens: call.tokens / 2, outputTokens: call.tokens / 2 }
      end(endAt, { type: 'success', durationMs: endAt - now, usage })
      return begun
    }
    return first
  }
}

function costOf({ tokens }: Call): { inputTokens: number; outputTokens: number } {
  return { inputTokens: tokens / 2, outputTokens: tokens / 2 }
}

/** Sends calls to the keys in turn, each by its limiter alone, and counts at the vendor what became of them. */
export function dispatchTraffic({
  seed,
  rules,
  options,
  demand,
  lastsMs,
  fromMs = 0,
  balancers = 1,
}: Traffic): TrafficResult {
  const random = seededRandom(seed)
  const clock = createFakeClock(startAt)
  const due: { at: number; readonly go: (now: number) => void }[] = []
  const later = (at: number, go: (now: number) => void): void => {
    let place = due.length
    while (place > 0 && (due[place - 1]?.at ?? 0) < at) place -= 1
    due.splice(place, 0, { at, go })
  }
  const vendors = keys.map(() => new Vendor(rules))
  const dispatchers = Array.from({ length: balancers }, () => {
    const countsTokens = rules.tokensPerMinute !== undefined
    const owned = vendors.map((vendor) => new Key(vendor, rateLimit({ ...options, clock }), countsTokens))
    return new Dispatcher(owned, later, random)
  })
  const gapMs = 1 / (demand * servedPerMs(rules))
  let offered = 0
  const arrive = (now: number): void => {
    if (now >= startAt + lastsMs) return
    const call = { tokens: drawTokens(random), since: now, tried: [] }
    dispatchers[offered % balancers]?.take(call, now)
    offered += 1
    later(now - Math.log(1 - random()) * gapMs, arrive)
  }
  later(startAt + fromMs, () => {
    for (const vendor of vendors) vendor.countAnew()
  })
  arrive(startAt)
  for (let next = due.pop(); next !== undefined && next.at < startAt + lastsMs; next = due.pop())
    next.go(next.at)
  return resultOf(vendors, rules, lastsMs - fromMs)
}
