/** Closes a stream that is no longer read. Never rejects: errors of the source are ignored. */
export async function closeQuietly(iterator: AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.()
  } catch {
    // The stream is over either way.
  }
}
