import type { MachineSettings } from './machine-settings.ts'
import type { ResetBackoffContext, ResetStep } from './reset-timeout.ts'

/** The open time in ms when a user's own function throws or gives no finite number ≥ 0. */
const fallbackMs = 30_000

/** More steps than any growth needs to reach its cap. A restored number of openings comes from outside. */
const mostSteps = 1000

/** Its signal is made when it is read, since hardly any backoff does: some runtimes allow none outside of a request. */
class StepContext implements ResetBackoffContext {
  readonly attempt: number
  readonly result = { value: undefined }

  constructor(attempt: number) {
    this.attempt = attempt
  }

  get signal(): AbortSignal {
    return new AbortController().signal
  }
}

type OpenPeriodSettings = Pick<MachineSettings, 'backoff' | 'guard' | 'resetJitterRatio' | 'random'>

/** How long the circuit stays open: one step of a backoff for each opening since it was closed, and the jitter. */
export class OpenPeriod {
  readonly #settings: OpenPeriodSettings
  #step: ResetStep | undefined
  #openings = 0

  constructor(settings: OpenPeriodSettings) {
    this.#settings = settings
  }

  /** How often the circuit has opened since it was last closed. */
  get openings(): number {
    return this.#openings
  }

  /** The open time in ms of one more opening at `now`. */
  next(now: number): number {
    const { resetJitterRatio, random } = this.#settings
    const durationMs = this.#nextStep(now)
    return resetJitterRatio === 0 ? durationMs : durationMs * (1 + resetJitterRatio * (2 * random() - 1))
  }

  reset(): void {
    this.#step = undefined
    this.#openings = 0
  }

  /** Goes to where `openings` openings lead; gives the longest open time in ms that the last can have had. */
  restore(openings: number, now: number): number {
    this.reset()
    let durationMs = 0
    for (let step = 0; step < Math.min(openings, mostSteps); step += 1) durationMs = this.#nextStep(now)
    this.#openings = openings
    return durationMs * (1 + this.#settings.resetJitterRatio)
  }

  #nextStep(now: number): number {
    const { backoff, guard } = this.#settings
    this.#openings += 1
    const context = new StepContext(this.#openings)
    const durationMs: unknown = guard('resetTimeoutMs', now, () => {
      this.#step = (this.#step ?? backoff).next(context)
      return this.#step.duration
    })
    const isValid = typeof durationMs === 'number' && Number.isFinite(durationMs) && durationMs >= 0
    return isValid ? durationMs : fallbackMs
  }
}
