/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it aborts, whether or not `work` listens to the
 * signal. Leaves no listener behind. What `work` gives after that is handed to `discard`.
 */
export async function abortable<Value>(
  work: PromiseLike<Value>,
  signal: AbortSignal | undefined,
  discard: (late: Value) => void = () => {},
): Promise<Value> {
  if (signal === undefined) return work
  let settled = false
  const settling = Promise.resolve(work).then((value) => {
    if (settled) discard(value)
    return value
  })
  let stop = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(reasonOf(signal))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([settling, aborted])
  } finally {
    settled = signal.aborted
    signal.removeEventListener('abort', stop)
  }
}

/** What a signal was aborted with: thrown as it is, since it is the caller's own. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason as Error
}
