/**
 * A stream that ends when its consumer or its caller says so, also in the middle of waiting for a part: `break`,
 * `return()` and the caller's signal abort the signal that `open` is given. `open` runs when the first part is asked for.
 * An abort is thrown as the signal's reason; a consumer who has left hears nothing more.
 */
export function abortableStream<Part>(
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncGenerator<Part, void, undefined>,
): AsyncIterableIterator<Part> {
  const controller = new AbortController()
  const forward = (): void => {
    controller.abort(signal?.reason)
  }
  let parts: AsyncGenerator<Part, void, undefined> | undefined
  let left = false
  const detach = (): void => signal?.removeEventListener('abort', forward)
  const start = (): AsyncGenerator<Part, void, undefined> => {
    if (signal?.aborted === true) forward()
    else signal?.addEventListener('abort', forward, { once: true })
    return open(controller.signal)
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      if (left) return { done: true, value: undefined }
      parts ??= start()
      try {
        const result = await parts.next()
        if (result.done === true) detach()
        // `left` can have changed while the part was awaited.
        return isLeft() ? { done: true, value: undefined } : result
      } catch (error) {
        detach()
        if (isLeft()) return { done: true, value: undefined }
        throw error
      }
    },
    async return() {
      left = true
      detach()
      controller.abort()
      await parts?.return().catch(() => {})
      return { done: true, value: undefined }
    },
  }

  function isLeft(): boolean {
    return left
  }
}
