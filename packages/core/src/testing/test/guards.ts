/** Guards that keep the contract, each with the places where a test may plant a flaw. */
import type { Guard, Permit } from '../../contracts/guard.ts'
import type { Outcome } from '../../contracts/outcome.ts'

/** So many calls at a time. */
export function concurrencyLimit(limit = 3, flaw: Partial<Guard> & { leaks?: Outcome['type'] } = {}): Guard {
  let running = 0
  const { leaks, ...replaced } = flaw
  return {
    name: 'concurrency',
    availableAt: (now) => (running < limit ? now : Infinity),
    acquire() {
      if (running >= limit) return null
      running += 1
      return once((outcome) => {
        if (outcome.type !== leaks) running -= 1
      })
    },
    ...replaced,
  }
}

/** So many calls a minute, sliding; a call that was never made is not counted. */
export function rateLimit(perMinute = 5): Guard {
  let begun: number[] = []
  return {
    name: 'rate-limit',
    availableAt(now) {
      const recent = begun.filter((at) => at + 60_000 > now)
      return recent.length < perMinute ? now : Number(recent[recent.length - perMinute]) + 60_000
    },
    acquire(now) {
      if (this.availableAt(now, undefined as never) > now) return null
      begun = [...begun.filter((at) => at + 60_000 > now), now]
      return once((outcome) => {
        if (outcome.type === 'neutral' && outcome.unsent) begun.splice(begun.lastIndexOf(now), 1)
      })
    },
  }
}

/** Refuses calls for ten seconds after a failure, then admits one at a time until one succeeds. */
export function cooldown(flaw: { readonly forgetsProbe?: Outcome['type'] } = {}): Guard {
  let until = -Infinity
  let isProbing = false
  let isSuspect = false
  return {
    name: 'cooldown',
    availableAt: (now) => (isProbing ? Infinity : Math.max(now, until)),
    acquire(now) {
      if (isProbing || until > now) return null
      const isProbe = isSuspect
      isProbing = isProbe
      return once((outcome, at) => {
        if (isProbe && outcome.type !== flaw.forgetsProbe) isProbing = false
        if (outcome.type === 'failure') [until, isSuspect] = [at + 10_000, true]
        else if (outcome.type === 'success' && isProbe) isSuspect = false
      })
    },
    reset() {
      ;[until, isProbing, isSuspect] = [-Infinity, false, false]
    },
  }
}

/** A permit that hears of its release once. */
export function once(release: (outcome: Outcome, now: number) => void): Permit {
  let isReleased = false
  return {
    release(outcome, now) {
      if (!isReleased) release(outcome, now)
      isReleased = true
    },
  }
}
