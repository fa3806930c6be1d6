import type { Judgement } from '../contracts/verdict.ts'
import { requestedTime } from './requested-time.ts'
import type { OpenTimes, State, Ticket } from './state.ts'
import type { Transitions } from './transitions.ts'

/**
 * At most `maxProbes` calls wait for their first content at a time, and one more for each that has given it: what answers is doubled, as a
 * window after a block is, so that a service with long answers has not to wait for their ends. Only ends are judged: enough successes
 * close the circuit, the first failure opens it again: for another open time, or for the rest of one that a trial had ended early.
 * A probe that failed after its first content has shown that first contents say nothing here: until the circuit closes, probes keep their
 * places to their ends.
 * A probe that has not ended within `probeLeaseMs` loses its place to the next call.
 */
export class HalfOpenState implements State {
  readonly name = 'half-open'
  readonly #circuit: Transitions
  /** Of the open time that a trial has ended early. */
  readonly #rest: OpenTimes | undefined
  /** Running probes, oldest first. */
  readonly #probes: Ticket[] = []
  /** Those that have given their first content: each makes room for one more at a time. */
  #answered = 0
  #successes = 0

  constructor(circuit: Transitions, rest?: OpenTimes) {
    this.#circuit = circuit
    this.#rest = rest
  }

  availableAt(now: number): number {
    return this.#hasRoom(now) ? now : Infinity
  }

  /** While probes occupy every place: when the oldest will have ended, by its time limit or by its lease. */
  retryAfterMs(now: number, timeoutMs: number): number {
    const oldest = this.#probes[0]
    if (oldest === undefined) return 0
    const ageMs = now - oldest.startedAt
    return ageMs < timeoutMs ? timeoutMs - ageMs : Math.max(0, this.#circuit.settings.probeLeaseMs - ageMs)
  }

  admit(now: number): Ticket | null {
    if (!this.#hasRoom(now)) return null
    if (this.#probes.length >= this.#places) this.#evictOldest()
    const probe: Ticket = { startedAt: now, state: this }
    this.#probes.push(probe)
    this.#circuit.settings.changed()
    return probe
  }

  trial(now: number): Ticket | null {
    return this.admit(now)
  }

  answering(ticket: Ticket): void {
    if (this.#circuit.trustsFirstContent && this.#giveUpPlace(ticket)) this.answered()
  }

  /** A probe, or the trial that has led here, has given its first content. */
  answered(): void {
    this.#answered += 1
    this.#circuit.settings.changed()
  }

  settle(ticket: Ticket, { verdict, retryAfterMs, answerMs }: Judgement, now: number): void {
    const hadAnswered = !this.#giveUpPlace(ticket)
    const durationMs = answerMs ?? now - ticket.startedAt
    if (verdict === 'failure') {
      if (hadAnswered) this.#circuit.trustsFirstContent = false
      this.#failed(now, retryAfterMs)
    } else if (verdict === 'neutral') this.#circuit.settings.changed()
    else if (this.#circuit.isTooSlow(now, durationMs)) this.#failed(now)
    else this.succeeded(now)
  }

  /** A probe, or the trial that has led here, succeeded. */
  succeeded(now: number): void {
    this.#successes += 1
    if (this.#successes >= this.#circuit.settings.successThreshold) this.#circuit.enterClosed(now)
    else this.#circuit.settings.changed()
  }

  trip(now: number): void {
    this.#circuit.enterOpen(now, 0)
  }

  isolate(now: number): void {
    this.#circuit.enterIsolated(now)
  }

  reset(now: number): void {
    this.#circuit.enterClosed(now)
  }

  /** Running probes are not part of a snapshot: it is that of an open circuit whose time is over. */
  toJSON(): { readonly state: 'open'; readonly openUntil: 0 } {
    return { state: 'open', openUntil: 0 }
  }

  get #places(): number {
    return this.#circuit.settings.maxProbes + this.#answered
  }

  #hasRoom(now: number): boolean {
    const oldest = this.#probes[0]
    if (oldest === undefined || this.#probes.length < this.#places) return true
    return now >= oldest.startedAt + this.#circuit.settings.probeLeaseMs
  }

  #failed(now: number, retryAfterMs?: number): void {
    const asked = requestedTime(retryAfterMs, now, this.#circuit.settings.maxRetryAfterMs)
    const { until = 0, notBefore = 0 } = this.#rest ?? {}
    if (until <= now) this.#circuit.enterOpen(now, asked)
    else
      this.#circuit.returnToOpen(now, {
        until: Math.max(until, asked),
        notBefore: Math.max(notBefore, asked),
      })
  }

  /** False when it has none any more. */
  #giveUpPlace(ticket: Ticket): boolean {
    const place = this.#probes.indexOf(ticket)
    if (place >= 0) this.#probes.splice(place, 1)
    return place >= 0
  }

  /** Its outcome no longer counts. */
  #evictOldest(): void {
    const oldest = this.#probes.shift()
    if (oldest !== undefined) oldest.state = undefined
  }
}
