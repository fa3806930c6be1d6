/**
 * A generator whose reader may leave while a chunk is awaited: the work behind it ends at once. A generator by itself would
 * wait for that chunk first, and LangChain's streams always await the next one.
 *
 * @param begin makes the generator, whose work ends when the signal aborts
 */
export function leavable<Chunk>(
  begin: (signal: AbortSignal) => AsyncGenerator<Chunk>,
): AsyncGenerator<Chunk> {
  const leaving = new AbortController()
  const generator = begin(leaving.signal)
  let waiting = 0
  const leave = (): void => {
    if (waiting > 0) leaving.abort()
  }
  const leavableGenerator: AsyncGenerator<Chunk> = {
    async next() {
      waiting += 1
      try {
        return await generator.next()
      } finally {
        waiting -= 1
      }
    },
    return(value: unknown) {
      leave()
      return generator.return(value)
    },
    throw(error) {
      leave()
      return generator.throw(error)
    },
    [Symbol.asyncIterator]: () => leavableGenerator,
    async [Symbol.asyncDispose]() {
      await leavableGenerator.return(undefined)
    },
  }
  return leavableGenerator
}
