import type { MachineSettings } from './machine-settings.ts'
import type { ResetBackoff, ResetStep } from './reset-timeout.ts'

/** The open time in ms when a user's own function throws or gives no finite number ≥ 0. */
const fallbackMs = 30_000

/** More steps than any growth needs to reach its cap. A restored number of openings comes from outside. */
const mostSteps = 1000

let never: AbortSignal | undefined

/** How long the circuit stays open: one step of a backoff for each opening since it was closed. */
export class OpenPeriod {
  readonly #backoff: ResetBackoff
  readonly #guard: MachineSettings['guard']
  #step: ResetStep | undefined
  #openings = 0

  constructor({ backoff, guard }: Pick<MachineSettings, 'backoff' | 'guard'>) {
    this.#backoff = backoff
    this.#guard = guard
  }

  /** How often the circuit has opened since it was last closed. */
  get openings(): number {
    return this.#openings
  }

  /** The open time in ms of one more opening at `now`. */
  next(now: number): number {
    this.#openings += 1
    never ??= new AbortController().signal
    const context = { attempt: this.#openings, result: { value: undefined }, signal: never }
    const durationMs = this.#guard('resetTimeoutMs', now, () => {
      this.#step = (this.#step ?? this.#backoff).next(context)
      return this.#step.duration
    })
    return durationMs !== undefined && Number.isFinite(durationMs) && durationMs >= 0
      ? durationMs
      : fallbackMs
  }

  reset(): void {
    this.#step = undefined
    this.#openings = 0
  }

  /** Goes to where `openings` openings lead; gives the open time of the last in ms. */
  restore(openings: number, now: number): number {
    this.reset()
    let durationMs = 0
    for (let step = 0; step < Math.min(openings, mostSteps); step += 1) durationMs = this.next(now)
    this.#openings = openings
    return durationMs
  }
}
