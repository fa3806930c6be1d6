import type { Clock } from '@llm-balancer/core'
import type { Arrival } from './arrivals-of.ts'
import type { RunLog } from './run-log.ts'

/** What is called, and when. */
export interface OpenLoopOptions {
  readonly clock: Clock
  /** In the order of arrival; times count from the moment the loop is made. */
  readonly arrivals: readonly Arrival[]
  /** Makes one run, and says when the first content of a stream is there; rejects with the run's error. */
  readonly call: (arrival: Arrival, onFirstContent: () => void) => Promise<unknown>
}

/** Those who call a balancer: each at its time, whatever has become of the others. */
export class OpenLoop {
  readonly runs: RunLog[] = []
  readonly #options: OpenLoopOptions
  readonly #origin: number
  #running = 0

  constructor(options: OpenLoopOptions) {
    this.#options = options
    this.#origin = options.clock.now()
    this.#scheduleNext()
  }

  /** Every caller has come and has got its answer or its error. */
  get isDone(): boolean {
    return this.runs.length === this.#options.arrivals.length && this.#running === 0
  }

  get #elapsedMs(): number {
    return this.#options.clock.now() - this.#origin
  }

  #scheduleNext(): void {
    const { arrivals, clock } = this.#options
    const next = arrivals[this.runs.length]
    if (next === undefined) return
    clock.schedule(
      () => {
        void this.#call(next)
        this.#callDue()
        this.#scheduleNext()
      },
      Math.max(0, next.at - this.#elapsedMs),
    )
  }

  /** Those who arrive at the same time call in one go, as do those for whom a real clock fired too late. */
  #callDue(): void {
    const { arrivals } = this.#options
    const isDue = (next: Arrival): boolean => next.at <= this.#elapsedMs
    for (let next = arrivals[this.runs.length]; next !== undefined && isDue(next);) {
      void this.#call(next)
      next = arrivals[this.runs.length]
    }
  }

  async #call(arrival: Arrival): Promise<void> {
    const run: RunLog = {
      traffic: arrival.traffic.name,
      arrivedAt: arrival.at,
      firstContentAt: Infinity,
      endedAt: Infinity,
      end: 'none',
    }
    this.runs.push(run)
    this.#running += 1
    try {
      await this.#options.call(arrival, () => {
        run.firstContentAt = Math.min(run.firstContentAt, this.#elapsedMs)
      })
      run.end = 'served'
      run.firstContentAt = Math.min(run.firstContentAt, this.#elapsedMs)
    } catch (error) {
      run.end = 'failed'
      run.reason = reasonOf(error)
    }
    run.endedAt = this.#elapsedMs
    this.#running -= 1
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
