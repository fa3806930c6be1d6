import type { Judgement } from '../contracts/verdict.ts'
import { requestedTime } from './requested-time.ts'
import type { OpenTimes, State, Ticket } from './state.ts'
import type { Transitions } from './transitions.ts'

/**
 * No call is admitted until the open time is over; the first one after it half-opens the circuit. Before that one trial at a
 * time may ask for admission: its failure changes nothing but what the service asks for, its first content or its success half-opens the
 * circuit early.
 */
export class OpenState implements State {
  readonly name = 'open'
  readonly #circuit: Transitions
  #until: number
  #notBefore: number
  #trial: Ticket | undefined

  constructor(circuit: Transitions, { until, notBefore }: OpenTimes) {
    this.#circuit = circuit
    this.#until = until
    this.#notBefore = notBefore
  }

  availableAt(): number {
    return this.#until
  }

  retryAfterMs(now: number): number {
    return Math.max(0, this.#until - now)
  }

  admit(now: number): Ticket | null {
    if (now < this.#until) return null
    const next = this.#circuit.enterHalfOpen(now)
    // A listener that opens the circuit again at once would be asked for ever.
    return next.name === 'open' ? null : next.admit(now)
  }

  trial(now: number): Ticket | null {
    if (now >= this.#until) return this.admit(now)
    const running = this.#trial
    const isRunning = running !== undefined && now < running.startedAt + this.#circuit.settings.probeLeaseMs
    if (isRunning || now < this.#notBefore) return null
    // The outcome of a trial that has lost its lease no longer counts.
    if (running !== undefined) running.state = undefined
    this.#trial = { startedAt: now, state: this }
    return this.#trial
  }

  answering(ticket: Ticket, now: number): void {
    if (this.#trial !== ticket) return
    this.#trial = undefined
    const circuit = this.#circuit
    if (circuit.trustsFirstContent && !circuit.isTooSlow(now, now - ticket.startedAt))
      circuit.enterHalfOpenDuringTrial(ticket, now, this.#times)
    else circuit.settings.changed()
  }

  settle(ticket: Ticket, { verdict, retryAfterMs, answerMs }: Judgement, now: number): void {
    const { startedAt } = ticket
    if (this.#trial === ticket) this.#trial = undefined
    const circuit = this.#circuit
    if (verdict === 'failure') {
      const asked = requestedTime(retryAfterMs, now, circuit.settings.maxRetryAfterMs)
      this.#notBefore = Math.max(this.#notBefore, asked)
      this.#until = Math.max(this.#until, asked)
    } else if (verdict === 'success' && !circuit.isTooSlow(now, answerMs ?? now - startedAt))
      circuit.enterHalfOpenAfterTrial(now, this.#times)
  }

  trip(): void {
    // It is open already.
  }

  isolate(now: number): void {
    this.#circuit.enterIsolated(now)
  }

  reset(now: number): void {
    this.#circuit.enterClosed(now)
  }

  get #times(): OpenTimes {
    return { until: this.#until, notBefore: this.#notBefore }
  }

  toJSON(): { readonly state: 'open'; readonly openUntil: number } {
    return { state: 'open', openUntil: this.#until }
  }
}
