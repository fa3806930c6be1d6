/**
 * Ends the run of a stream that is garbage-collected: no reader can come for the rest. It lets go of the run once that is over, because
 * what waits for a collection is held for as long as the stream, and a run holds its errors: until its stack trace is read, an error holds
 * what called the functions in it, and so the stream, which would never be collected.
 */
export class StreamWatch {
  #abandon: (() => void) | undefined

  /** @param abandon ends the run */
  constructor(abandon: () => void) {
    this.#abandon = abandon
  }

  /** Watches the run's stream. It must not be within reach of `abandon`. */
  begin(stream: object): void {
    if (typeof FinalizationRegistry === 'undefined') return
    collected ??= new FinalizationRegistry((watch) => {
      watch.#abandon?.()
    })
    collected.register(stream, this)
  }

  /** The run is over. */
  stop(): void {
    this.#abandon = undefined
  }
}

let collected: FinalizationRegistry<StreamWatch> | undefined
