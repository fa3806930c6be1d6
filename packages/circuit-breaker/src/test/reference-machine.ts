import type { CircuitSnapshot, CircuitState } from '../contracts/snapshot.ts'
import type { CircuitEvent } from '../contracts/events.ts'
import type { Judgement } from '../contracts/verdict.ts'
import type { Admission, CircuitMachine } from '../machine/circuit-machine.ts'

/** When the reference opens, as plain data. */
export type ReferenceRule =
  | { readonly type: 'consecutive'; readonly failures: number }
  | { readonly type: 'window'; readonly failures: number; readonly windowMs: number }
  | {
      readonly type: 'ratio'
      readonly ratio: number
      readonly minimumCalls: number
      readonly windowMs: number
    }
  | {
      readonly type: 'slow'
      readonly ratio: number
      readonly slowMs: number
      readonly minimumCalls: number
      readonly windowMs: number
    }
  | { readonly type: 'any'; readonly rules: readonly ReferenceRule[] }

/** The settings of a reference machine. */
export interface ReferenceSettings {
  readonly rule: ReferenceRule
  readonly openMs: (openings: number) => number
  readonly maxRetryAfterMs: number
  readonly successThreshold: number
  readonly maxProbes: number
  readonly probeLeaseMs: number
  readonly emit: (event: CircuitEvent) => void
}

interface Call extends Admission {
  epoch: number
  hasLease: boolean
}

interface Ended {
  readonly at: number
  readonly isFailure: boolean
  readonly durationMs: number
}

/**
 * The same circuit, written for clarity alone: it keeps the whole history of calls and reads it again for every
 * answer. The state machine is compared with it.
 */
export class ReferenceMachine implements CircuitMachine {
  readonly #settings: ReferenceSettings
  state: CircuitState = 'closed'
  #epoch = 0
  #history: Ended[] = []
  #openings = 0
  #openUntil = 0
  #hints: number[] = []
  #goodProbes = 0
  #answeringProbes = 0
  /** A probe has failed after its first content. */
  #isDeceived = false
  #running: Call[] = []
  #trial: Call | undefined
  /** What a successful trial has left of the open time. */
  #rest = { until: 0, hints: [] as number[] }

  constructor(settings: ReferenceSettings) {
    this.#settings = settings
  }

  availableAt(now: number): number {
    if (this.state === 'closed') return now
    if (this.state === 'open') return this.#openUntil
    return this.state === 'half-open' && this.#place(now) !== undefined ? now : Infinity
  }

  retryAfterMs(now: number, timeoutMs: number): number {
    const oldest = this.state === 'half-open' ? this.#running[0] : undefined
    if (oldest === undefined) return Math.max(0, this.availableAt(now) - now)
    const age = now - oldest.startedAt
    return age < timeoutMs ? timeoutMs - age : Math.max(0, this.#settings.probeLeaseMs - age)
  }

  admit(now: number): Admission | null {
    if (this.state === 'open' && now >= this.#openUntil) {
      this.#go('half-open')
      this.#settings.emit({ type: 'half-opened', at: now })
    }
    const call: Call = { startedAt: now, epoch: this.#epoch, hasLease: true }
    if (this.state === 'closed') return call
    if (this.state !== 'half-open') return null
    const place = this.#place(now)
    if (place === undefined) return null
    if (place !== 'free') {
      place.hasLease = false
      this.#running = this.#running.filter((each) => each !== place)
    }
    this.#running.push(call)
    return call
  }

  trial(now: number): Admission | null {
    if (this.state !== 'open' || now >= this.#openUntil) return this.admit(now)
    const { probeLeaseMs } = this.#settings
    if (this.#trial !== undefined && now - this.#trial.startedAt < probeLeaseMs) return null
    if (now < Math.max(0, ...this.#hints)) return null
    if (this.#trial !== undefined) this.#trial.hasLease = false
    this.#trial = { startedAt: now, epoch: this.#epoch, hasLease: true }
    return this.#trial
  }

  answering(admission: Admission, now: number): void {
    if (this.state === 'half-open' && this.#isDeceived) return
    const isQuick = !isTooSlow(this.#settings.rule, now - admission.startedAt)
    if (this.#trial !== undefined && this.#trial === admission && !this.#isDeceived && isQuick) {
      const trial = this.#trial
      this.#halfOpenEarly(now)
      trial.epoch = this.#epoch
      this.#answeringProbes = 1
      return
    }
    if (this.#running.some((each) => each === admission)) this.#answeringProbes += 1
    this.#leave(admission)
  }

  #leave(admission: Admission): void {
    this.#running = this.#running.filter((each) => each !== admission)
    if (this.#trial === admission) this.#trial = undefined
  }

  settle(admission: Admission, { verdict, retryAfterMs }: Judgement, now: number): void {
    const call = admission as Call
    const counts = call.epoch === this.#epoch && call.hasLease
    call.hasLease = false
    if (!counts) return
    const isAnswering = !this.#running.includes(call)
    if (this.state === 'half-open' && verdict === 'failure' && isAnswering) this.#isDeceived = true
    this.#leave(call)
    if (verdict === 'neutral') return
    const ended = { at: now, isFailure: verdict === 'failure', durationMs: now - call.startedAt }
    this.#history.push(ended)
    if (ended.isFailure && retryAfterMs !== undefined && retryAfterMs > 0)
      this.#hints.push(now + Math.min(retryAfterMs, this.#settings.maxRetryAfterMs))
    const isGood = !ended.isFailure && !isTooSlow(this.#settings.rule, ended.durationMs)
    if (this.state === 'closed') {
      if (isTripped(this.#settings.rule, this.#history, ended)) this.#open(now)
    } else if (this.state === 'open') this.#endTrial(now, isGood)
    else this.#endProbe(now, isGood)
  }

  #endTrial(now: number, isGood: boolean): void {
    this.#openUntil = Math.max(this.#openUntil, ...this.#hints)
    if (!isGood) return
    this.#halfOpenEarly(now)
    this.#endProbe(now, true)
  }

  #halfOpenEarly(now: number): void {
    const rest = { until: this.#openUntil, hints: this.#hints }
    this.#go('half-open')
    this.#rest = rest
    this.#settings.emit({ type: 'half-opened', at: now })
  }

  #endProbe(now: number, isGood: boolean): void {
    const { until, hints } = this.#rest
    if (isGood) {
      this.#goodProbes += 1
      if (this.#goodProbes === this.#settings.successThreshold) this.reset(now)
    } else if (until > now) {
      const all = [...hints, ...this.#hints]
      this.#go('open')
      this.#hints = all
      this.#openUntil = Math.max(until, ...all)
      this.#settings.emit({ type: 'opened', at: now, until: this.#openUntil, openings: this.#openings })
    } else this.#open(now)
  }

  trip(now: number): void {
    if (this.state === 'closed' || this.state === 'half-open') this.#open(now)
  }

  isolate(now: number): void {
    if (this.state === 'isolated') return
    this.#go('isolated')
    this.#settings.emit({ type: 'isolated', at: now })
  }

  reset(now: number): void {
    const before = this.state
    this.#go('closed')
    this.#openings = 0
    this.#isDeceived = false
    if (before !== 'closed') this.#settings.emit({ type: 'closed', at: now })
  }

  toJSON(): CircuitSnapshot {
    const state = this.state === 'half-open' ? 'open' : this.state
    return { state, openings: this.#openings, openUntil: this.#openUntil }
  }

  #place(now: number): Call | 'free' | undefined {
    const { maxProbes, probeLeaseMs } = this.#settings
    if (this.#running.length < maxProbes + this.#answeringProbes) return 'free'
    return this.#running.find((each) => now - each.startedAt >= probeLeaseMs)
  }

  #open(now: number): void {
    const hints = this.#hints
    this.#openings += 1
    this.#go('open')
    this.#hints = hints
    this.#openUntil = Math.max(now + this.#settings.openMs(this.#openings), ...hints)
    this.#settings.emit({ type: 'opened', at: now, until: this.#openUntil, openings: this.#openings })
  }

  #go(state: CircuitState): void {
    this.state = state
    this.#epoch += 1
    this.#openUntil = 0
    this.#history = []
    this.#hints = []
    this.#running = []
    this.#trial = undefined
    this.#rest = { until: 0, hints: [] }
    this.#goodProbes = 0
    this.#answeringProbes = 0
  }
}

function isTooSlow(rule: ReferenceRule, durationMs: number): boolean {
  if (rule.type === 'any') return rule.rules.some((each) => isTooSlow(each, durationMs))
  return rule.type === 'slow' && durationMs > rule.slowMs
}

function isTripped(rule: ReferenceRule, history: readonly Ended[], last: Ended): boolean {
  if (rule.type === 'any') return rule.rules.some((each) => isTripped(each, history, last))
  const isHit = (ended: Ended): boolean =>
    rule.type === 'slow' ? ended.durationMs > rule.slowMs : ended.isFailure
  if (!isHit(last)) return false
  if (rule.type === 'consecutive') {
    const row = history.slice(-rule.failures)
    return row.length === rule.failures && row.every(isHit)
  }
  const slice = (at: number): number => Math.floor(at / (rule.windowMs / 10))
  const recent = history.filter(({ at }) => slice(at) > slice(last.at) - 10)
  const hits = recent.filter(isHit).length
  if (rule.type === 'window') return hits >= rule.failures
  return recent.length >= rule.minimumCalls && hits >= rule.ratio * recent.length
}
