import type { Outcome } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { seededRandom, type Random } from '@llm-balancer/core/time'
import type { RateLimiter } from '../contracts/rate-limiter.ts'
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
import { Vendor } from './vendor.ts'

/** A refused or unserved call gives up after this time, in ms. */
const patienceMs = 2000
const refusalTakesMs = 60
const lookAhead = 4

interface Call {
  readonly tokens: number
  readonly since: number
  readonly tried: Set<Key>
}

interface Key {
  readonly vendor: Vendor
  readonly limiter: RateLimiter
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
    this.#look(now)
  }

  #look(now: number): void {
    this.#waiting = this.#waiting.filter((call) => call.since + patienceMs > now)
    for (let place = 0; place < Math.min(lookAhead, this.#waiting.length);) {
      const call = this.#waiting[place]
      if (call !== undefined && this.#begins(call, now)) this.#waiting.splice(place, 1)
      else place += 1
    }
    if (this.#waiting.length === 0) return
    const times = this.#waiting
      .slice(0, 4)
      .flatMap((call) => this.#keys.map((key) => key.limiter.availableAt(now, costOf(call))))
    const at = Math.max(now + 1, Math.min(now + patienceMs, ...times))
    if (this.#lookAt > now && this.#lookAt <= at) return
    this.#lookAt = at
    this.#later(at, (then) => {
      this.#look(then)
    })
  }

  /** The next key in turn that may take the call. */
  #begins(call: Call, now: number): boolean {
    for (let step = 0; step < this.#keys.length; step += 1) {
      const key = this.#keys[(this.#next + step) % this.#keys.length]
      if (key === undefined || call.tried.has(key)) continue
      const reservation = key.limiter.acquire(now, costOf(call))
      if (reservation === null) continue
      this.#next += step + 1
      const answer = key.vendor.answer(call.tokens, now)
      const end = (at: number, outcome: Outcome): void => {
        this.#later(at, (then) => {
          if (answer.isServed && answer.limits.length > 0)
            reservation.observe({ limits: answer.limits }, then)
          reservation.release(outcome, then)
          if (outcome.type === 'failure') this.take({ ...call, tried: new Set([...call.tried, key]) }, then)
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
        return true
      }
      const endAt = now + 200 + this.#random() * 1800
      const usage = { inputTokens: call.tokens / 2, outputTokens: call.tokens / 2 }
      end(endAt, { type: 'success', durationMs: endAt - now, usage })
      return true
    }
    return false
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
    const owned = vendors.map((vendor): Key => ({ vendor, limiter: rateLimit({ ...options, clock }) }))
    return new Dispatcher(owned, later, random)
  })
  const gapMs = 1 / (demand * servedPerMs(rules))
  let offered = 0
  const arrive = (now: number): void => {
    if (now >= startAt + lastsMs) return
    const call = { tokens: drawTokens(random), since: now, tried: new Set<Key>() }
    dispatchers[offered % balancers]?.take(call, now)
    offered += 1
    later(now - Math.log(1 - random()) * gapMs, arrive)
  }
  arrive(startAt)
  for (let next = due.pop(); next !== undefined && next.at < startAt + lastsMs; next = due.pop())
    next.go(next.at)
  return resultOf(vendors, rules, lastsMs)
}
