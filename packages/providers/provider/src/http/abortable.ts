/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it aborts, whether or not `work` listens to the
 * signal. Leaves no listener behind. What `work` gives after that is handed to `discard`.
 */
export function abortable<Value>(
  work: PromiseLike<Value>,
  signal: AbortSignal | undefined,
  discard: (late: Value) => void = () => {},
): PromiseLike<Value> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(reasonOf(signal))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    work.then(
      (value) => {
        signal.removeEventListener('abort', stop)
        if (signal.aborted) discard(value)
        resolve(value)
      },
      () => {
        signal.removeEventListener('abort', stop)
        // Fails as the work did.
        resolve(work)
      },
    )
  })
}

/** What a signal was aborted with: thrown as it is, since it is the caller's own. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error
}
