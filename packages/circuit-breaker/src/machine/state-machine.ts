import type { CircuitEvent } from '../contracts/events.ts'
import type { CircuitSnapshot, CircuitState } from '../contracts/snapshot.ts'
import type { TripCounter } from '../contracts/trip-policy.ts'
import type { Admission, CircuitMachine, Settlement } from './circuit-machine.ts'
import { ClosedState } from './closed-state.ts'
import { HalfOpenState } from './half-open-state.ts'
import { IsolatedState } from './isolated-state.ts'
import type { MachineSettings } from './machine-settings.ts'
import { OpenPeriod } from './open-period.ts'
import { OpenState } from './open-state.ts'
import type { OpenTimes, State, Ticket } from './state.ts'
import type { Transitions } from './transitions.ts'

/**
 * Delegates to the current one of the four states, and makes the transitions. It keeps what outlives a state: the counts and
 * the length of the open time. The model is failsafe-go's `circuitstates.go`; why cockatiel's own policy does not serve is
 * in docs/decisions/0012-circuit-engine.md.
 */
export class StateMachine implements CircuitMachine, Transitions {
  readonly settings: MachineSettings
  trustsFirstContent = true
  readonly #counter: TripCounter
  readonly #period: OpenPeriod
  #current: State

  constructor(settings: MachineSettings) {
    this.settings = settings
    this.#counter = settings.trip.createCounter()
    this.#period = new OpenPeriod(settings)
    this.#current = new ClosedState(this)
  }

  get state(): CircuitState {
    return this.#current.name
  }

  availableAt(now: number): number {
    return this.#current.availableAt(now)
  }

  retryAfterMs(now: number, timeoutMs: number): number {
    return this.#current.retryAfterMs(now, timeoutMs)
  }

  admit(now: number): Admission | null {
    return this.#noted(this.#current.admit(now), now)
  }

  trial(now: number): Admission | null {
    return this.#noted(this.#current.trial(now), now)
  }

  answering(admission: Admission, now: number): void {
    const ticket = admission as Ticket
    if (ticket.state === this.#current) this.#current.answering(ticket, now)
  }

  settle(admission: Admission, ...[judgement, now, error]: Settlement): void {
    const ticket = admission as Ticket
    const isCurrent = ticket.state === this.#current
    ticket.state = undefined
    if (!isCurrent) return
    if (judgement.verdict === 'failure') this.settings.history.failed(now, error)
    this.#current.settle(ticket, judgement, now)
  }

  trip(now: number): void {
    this.#current.trip(now)
  }

  reset(now: number): void {
    this.#current.reset(now)
  }

  isolate(now: number): void {
    this.#current.isolate(now)
  }

  countSuccess(now: number, durationMs: number): boolean {
    return this.settings.guard('trip', now, () => this.#counter.success(now, durationMs)) === true
  }

  countFailure(now: number, durationMs: number): boolean {
    return this.settings.guard('trip', now, () => this.#counter.failure(now, durationMs)) === true
  }

  isTooSlow(now: number, durationMs: number): boolean {
    return this.settings.guard('trip', now, () => this.#counter.isTooSlow?.(durationMs)) === true
  }

  enterClosed(now: number): void {
    const wasClosed = this.state === 'closed'
    this.settings.guard('trip', now, () => {
      this.#counter.reset?.()
    })
    this.#period.reset()
    this.settings.history.forget()
    this.trustsFirstContent = true
    this.#current = new ClosedState(this)
    if (!wasClosed) this.#announce({ type: 'closed', at: now })
  }

  enterOpen(now: number, notBefore: number): void {
    const until = Math.max(now + this.#period.next(now), notBefore)
    this.returnToOpen(now, { until, notBefore })
  }

  returnToOpen(now: number, times: OpenTimes): void {
    this.#current = new OpenState(this, times)
    this.#announce({ type: 'opened', at: now, until: times.until, openings: this.#period.openings })
  }

  enterHalfOpen(now: number, rest?: OpenTimes): State {
    this.#current = new HalfOpenState(this, rest)
    this.#announce({ type: 'half-opened', at: now })
    return this.#current
  }

  enterHalfOpenAfterTrial(now: number, rest: OpenTimes): void {
    const next = this.enterHalfOpen(now, rest)
    if (next instanceof HalfOpenState) next.succeeded(now)
  }

  enterHalfOpenDuringTrial(trial: Ticket, now: number, rest: OpenTimes): void {
    const next = this.enterHalfOpen(now, rest)
    if (!(next instanceof HalfOpenState)) return
    trial.state = next
    next.answered()
  }

  enterIsolated(now: number): void {
    this.#current = new IsolatedState(this)
    this.#announce({ type: 'isolated', at: now })
  }

  /** An admission to a circuit that is not closed is a probe, or a trial. */
  #noted(admission: Admission | null, now: number): Admission | null {
    if (admission !== null && this.state !== 'closed') this.settings.history.probed(now)
    return admission
  }

  #announce(event: CircuitEvent): void {
    this.settings.history.changed(event)
    this.settings.emit(event)
    this.settings.changed()
  }

  toJSON(): CircuitSnapshot {
    const counts = this.#counter.toJSON?.()
    const { state, openUntil } = this.#current.toJSON()
    return { state, openings: this.#period.openings, openUntil, ...(counts === undefined ? {} : { counts }) }
  }

  /** Continues from a snapshot that has been checked. */
  restore({ state, openings, openUntil, counts }: CircuitSnapshot, now: number): void {
    this.#counter.restore?.(counts)
    const openMs = this.#period.restore(openings, now)
    if (state === 'isolated') this.#current = new IsolatedState(this)
    if (state !== 'open') return
    // A snapshot of another clock must not keep the circuit open for years.
    const latest = now + Math.max(openMs, this.settings.maxRetryAfterMs)
    this.#current = new OpenState(this, { until: Math.min(openUntil, latest), notBefore: 0 })
  }
}
