/** How a run ended. `cancelled`: by its caller. */
export type RunResultWord = 'succeeded' | 'failed' | 'cancelled'

/** What a registry needs of a run. */
export interface Closable {
  /** The balancer closes: ends what is left of the run. */
  close(): void
}

/** The runs of a balancer: how many there were, and which of them have not ended. */
export class RunRegistry {
  readonly #running = new Set<Closable>()
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
    return this.#running.size
  }

  /** Counts a run in; gives its number, from 1. */
  begin(run: Closable): number {
    this.#running.add(run)
    return (this.#started += 1)
  }

  /** Counts a run out; false when it was out already. */
  end(run: Closable, result: RunResultWord): boolean {
    if (!this.#running.delete(run)) return false
    this.#ended[result] += 1
    if (this.#running.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve()
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
    if (this.#running.size > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  /** Runs by state; `started` = `succeeded` + `failed` + `cancelled` + `running`. */
  counts(): { started: number; succeeded: number; failed: number; cancelled: number; running: number } {
    return { started: this.#started, ...this.#ended, running: this.#running.size }
  }
}
