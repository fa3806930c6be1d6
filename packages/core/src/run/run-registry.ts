/** How a run ended. `cancelled`: by its caller. */
export type RunResultWord = 'succeeded' | 'failed' | 'cancelled'

/** What a registry needs of a run. */
export interface Registered {
  /** Its place in the registry, kept there; -1 when it is not in it. */
  place: number
  /** The balancer closes: ends what is left of the run. */
  close(): void
}

/** The runs of a balancer: how many there were, and which of them have not ended. */
export class RunRegistry {
  /** Each knows its place: a `Set` would make a new table every few runs. */
  readonly #running: Registered[] = []
  readonly #ended = { succeeded: 0, failed: 0, cancelled: 0 }
  readonly #whenIdle: (() => void)[] = []
  #started = 0
  #isClosed = false

  /** True once no new run may begin. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** How many have not ended. */
  get running(): number {
    return this.#running.length
  }

  /** Counts a run in; gives its number, from 1. */
  begin(run: Registered): number {
    run.place = this.#running.length
    this.#running.push(run)
    return (this.#started += 1)
  }

  /** Counts a run out; false when it was out already. */
  end(run: Registered, result: RunResultWord): boolean {
    if (run.place < 0) return false
    const last = this.#running.pop()
    if (last !== undefined && last !== run) {
      this.#running[run.place] = last
      last.place = run.place
    }
    run.place = -1
    this.#ended[result] += 1
    if (this.#running.length === 0) for (const resolve of this.#whenIdle.splice(0)) resolve()
    return true
  }

  /** From now on no run may begin. */
  close(): void {
    this.#isClosed = true
  }

  /** Ends all runs that have not ended. */
  endAll(): void {
    for (const run of [...this.#running]) run.close()
  }

  /** Resolves when no run is left. */
  async idle(): Promise<void> {
    if (this.#running.length > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  /** Runs by state; `started` = `succeeded` + `failed` + `cancelled` + `running`. */
  counts(): { started: number; succeeded: number; failed: number; cancelled: number; running: number } {
    return { started: this.#started, ...this.#ended, running: this.#running.length }
  }
}
