type AbortListener = Parameters<AbortSignal['removeEventListener']>[1]

/**
 * Stops listening for the abort of a signal. One of the caller's own that cannot be left is let be, so that nothing else is held up: the
 * listener has to do nothing when it is called after that.
 */
export function leaveSignal(signal: AbortSignal | undefined, listener: AbortListener): void {
  try {
    signal?.removeEventListener('abort', listener)
  } catch {
    // What goes on without it is worth more than an error about it.
  }
}
