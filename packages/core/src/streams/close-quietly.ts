/** Tells a stream that it is no longer read. Never rejects: how the source takes it changes nothing any more. */
export async function closeQuietly(iterator: AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.()
  } catch {
    // The stream is over either way.
  }
}
