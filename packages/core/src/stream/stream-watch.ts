/**
 * Ends the run of a stream that is garbage-collected: no reader can come for the rest. A run that is over is no longer watched, because
 * the watched stream and what waits for its collection stay until the next full collection, and a run holds its errors: until its stack
 * trace is read, an error holds what called the functions in it, and so the stream, which would never be collected.
 */
export class StreamWatch {
  readonly #abandon: () => void

  /** @param abandon ends the run */
  constructor(abandon: () => void) {
    this.#abandon = abandon
  }

  /** Watches the run's stream. It must not be within reach of `abandon`. */
  begin(stream: object): void {
    if (typeof FinalizationRegistry === 'undefined') return
    collected ??= new FinalizationRegistry((watch) => {
      watch.#abandon()
    })
    collected.register(stream, this, this)
  }

  /** The run is over. */
  stop(): void {
    collected?.unregister(this)
  }
}

let collected: FinalizationRegistry<StreamWatch> | undefined
