import { defined } from '@llm-balancer/core/options'
import type { CircuitEvent } from '../contracts/events.ts'
import type { CircuitFailure, CircuitReport } from '../contracts/report.ts'

/** What a circuit remembers of the time since it was last closed. */
export class CircuitHistory {
  readonly #most: number
  #failures: CircuitFailure[] = []
  #openedAt: number | undefined
  #probedAt: number | undefined

  /** @param most failures that are remembered */
  constructor(most: number) {
    this.#most = most
  }

  /** A call has failed, and counts. */
  failed(at: number, error: unknown): void {
    if (this.#most === 0) return
    if (this.#failures.length >= this.#most) this.#failures.shift()
    this.#failures.push({ at, error })
  }

  /** A probe, or a trial, begins. */
  probed(at: number): void {
    this.#probedAt = at
  }

  /** The circuit has changed its state. */
  changed({ type, at }: CircuitEvent): void {
    if (type === 'opened' || type === 'isolated') this.#openedAt = at
  }

  /** It was closed, perhaps while it was closed already. */
  forget(): void {
    this.#failures = []
    this.#openedAt = undefined
    this.#probedAt = undefined
  }

  report(): Omit<CircuitReport, 'state'> {
    const times = defined({ openedAt: this.#openedAt, probedAt: this.#probedAt })
    return { failures: this.#failures.map((failure) => ({ ...failure })), ...times }
  }
}
