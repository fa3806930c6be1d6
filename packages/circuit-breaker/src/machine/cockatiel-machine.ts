import type { CircuitSnapshot, CircuitState } from '../contracts/snapshot.ts'
import type { TripCounter } from '../contracts/trip-policy.ts'
import type { Judgement } from '../contracts/verdict.ts'
import type { Admission, CircuitMachine } from './circuit-machine.ts'
import type { MachineSettings } from './machine-settings.ts'
import { OpenPeriod } from './open-period.ts'

/** Leave for one call. `generation` is that of the circuit when it was given, −1 when it has been settled. */
interface Ticket extends Admission {
  generation: number
}

/**
 * The state machine whose counting (`IBreaker`) and open times (`IBackoff`) are cockatiel's and whose admission is ours:
 * cockatiel's own policy decides some microtasks after a call has ended, parks callers while half-open, and knows
 * neither neutral calls nor another clock. See docs/decisions/0012-circuit-engine.md.
 */
export class CockatielMachine implements CircuitMachine {
  readonly #settings: MachineSettings
  readonly #counter: TripCounter
  readonly #period: OpenPeriod
  #state: CircuitState = 'closed'
  /** Grows with every transition: a ticket of an earlier generation says nothing any more. */
  #generation = 0
  #openUntil = 0
  /** The latest time that a failure of this generation asked to wait for, in clock ms. */
  #retryAt = 0
  /** Successful probes of this half-open phase. */
  #successes = 0
  /** Running probes, oldest first. Made with the first. */
  #probes: Ticket[] | undefined

  constructor(settings: MachineSettings) {
    this.#settings = settings
    this.#counter = settings.trip.createCounter()
    this.#period = new OpenPeriod(settings.backoff)
  }

  get state(): CircuitState {
    return this.#state
  }

  availableAt(now: number): number {
    switch (this.#state) {
      case 'closed':
        return now
      case 'open':
        return this.#openUntil
      case 'half-open':
        return this.#hasRoom(now) ? now : Infinity
      case 'isolated':
        return Infinity
    }
  }

  retryAfterMs(now: number, timeoutMs: number): number {
    const oldest = this.#state === 'half-open' ? this.#probes?.[0] : undefined
    if (oldest === undefined) return Math.max(0, this.availableAt(now) - now)
    const left = oldest.startedAt + timeoutMs - now
    return left > 0 ? left : Math.max(0, oldest.startedAt + this.#settings.probeLeaseMs - now)
  }

  admit(now: number): Admission | null {
    if (this.#state === 'open' && now >= this.#openUntil) {
      this.#enter('half-open')
      this.#settings.tell({ type: 'half-opened', at: now })
    }
    // A listener may have changed the state meanwhile.
    const ticket: Ticket = { startedAt: now, generation: this.#generation }
    if (this.#state === 'closed') return ticket
    if (this.#state !== 'half-open' || !this.#hasRoom(now)) return null
    this.#probes ??= []
    if (this.#probes.length >= this.#settings.maxProbes) this.#probes.shift()
    this.#probes.push(ticket)
    return ticket
  }

  settle(admission: Admission, { verdict, retryAfterMs = 0 }: Judgement, now: number): void {
    const ticket = admission as Ticket
    const isCurrent = ticket.generation === this.#generation
    ticket.generation = -1
    if (!isCurrent) return
    if (this.#state === 'half-open') {
      // One whose lease has run out has lost its place, and its say.
      const place = this.#probes?.indexOf(ticket) ?? -1
      if (place < 0) return
      this.#probes?.splice(place, 1)
    }
    if (verdict === 'success') this.#succeeded(now)
    else if (verdict === 'failure') this.#failed(retryAfterMs, now)
  }

  trip(now: number): void {
    if (this.#state === 'closed' || this.#state === 'half-open') this.#open(now)
  }

  isolate(now: number): void {
    if (this.#state === 'isolated') return
    this.#enter('isolated')
    this.#settings.tell({ type: 'isolated', at: now })
  }

  reset(now: number): void {
    const wasClosed = this.#state === 'closed'
    this.#counter.reset()
    this.#period.reset()
    this.#enter('closed')
    if (!wasClosed) this.#settings.tell({ type: 'closed', at: now })
  }

  toJSON(): CircuitSnapshot {
    const counts = this.#counter.toJSON()
    return {
      state: this.#state === 'half-open' ? 'open' : this.#state,
      openings: this.#period.openings,
      openUntil: this.#openUntil,
      ...(counts === undefined ? {} : { counts }),
    }
  }

  /** Goes on from a snapshot that has been checked. */
  restore({ state, openings, openUntil, counts }: CircuitSnapshot, now: number): void {
    this.#counter.restore(counts)
    const delayMs = this.#period.restore(openings)
    this.#enter(state)
    // A snapshot of another clock must not keep the circuit open for years.
    if (state === 'open')
      this.#openUntil = Math.min(openUntil, now + Math.max(delayMs, this.#settings.maxRetryAfterMs))
  }

  #hasRoom(now: number): boolean {
    const probes = this.#probes
    const oldest = probes?.[0]
    if (probes === undefined || oldest === undefined || probes.length < this.#settings.maxProbes) return true
    return now >= oldest.startedAt + this.#settings.probeLeaseMs
  }

  #succeeded(now: number): void {
    if (this.#state === 'closed') {
      this.#counter.success(now)
      return
    }
    this.#successes += 1
    if (this.#successes >= this.#settings.successThreshold) this.reset(now)
  }

  #failed(retryAfterMs: number, now: number): void {
    const { maxRetryAfterMs } = this.#settings
    if (retryAfterMs > 0)
      this.#retryAt = Math.max(this.#retryAt, now + Math.min(retryAfterMs, maxRetryAfterMs))
    if (this.#state === 'half-open' || this.#counter.failure(now)) this.#open(now)
  }

  #open(now: number): void {
    const until = Math.max(now + this.#period.next(), this.#retryAt)
    this.#enter('open')
    this.#openUntil = until
    this.#settings.tell({ type: 'opened', at: now, until, openings: this.#period.openings })
  }

  #enter(state: CircuitState): void {
    this.#state = state
    this.#generation += 1
    this.#openUntil = 0
    this.#retryAt = 0
    this.#successes = 0
    if (this.#probes !== undefined) this.#probes.length = 0
  }
}
