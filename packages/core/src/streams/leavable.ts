/**
 * A stream whose reader may leave while a chunk is on its way. A plain generator would answer `return()` only when that
 * chunk has come; here `leave` is called first, which ends what the generator waits for, and what the interrupted `next()`
 * would have thrown becomes the end of the stream.
 *
 * @param chunks the generator behind the stream
 * @param leave ends what the generator waits for; must not throw. Called for each `return()` and `throw()`
 */
export function leavable<Chunk>(
  chunks: AsyncGenerator<Chunk, void, undefined>,
  leave: () => void,
): AsyncGenerator<Chunk, void, undefined> {
  let hasLeft = false
  return {
    async next() {
      try {
        return await chunks.next()
      } catch (error) {
        if (hasLeft) return { done: true, value: undefined }
        throw error
      }
    },
    return() {
      hasLeft = true
      leave()
      return chunks.return()
    },
    throw(error: unknown) {
      hasLeft = true
      leave()
      return chunks.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await this.return()
    },
  }
}
