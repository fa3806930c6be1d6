/**
 * Reads a response body chunk by chunk, as the consumer asks for them. However it ends (done, error, a consumer that
 * leaves, an abort), the body is finished or cancelled, so that no connection stays open.
 *
 * @throws the signal's reason once it aborts; else what the body throws.
 */
export async function* readChunks(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  const cancel = (): void => {
    reader.cancel().catch(() => {})
  }
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    signal?.throwIfAborted()
    for (;;) {
      const { done, value } = await read(reader, signal)
      if (done) return
      yield value
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read()
  } finally {
    // A cancelled body looks like a finished one, and an aborted one like a broken one.
    signal?.throwIfAborted()
  }
}

/** What {@link readText} gives. */
export type BodyText = {
  readonly text: string
  /** True when the body was longer than allowed; `text` is its beginning. */
  readonly cut: boolean
}

/** Reads a body as UTF-8 text, at most `maxBytes` of it; what is beyond is not even fetched. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<BodyText> {
  if (body === null) return { text: '', cut: false }
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of readChunks(body, signal)) {
    const room = maxBytes - bytes
    bytes += chunk.byteLength
    text += decoder.decode(bytes > maxBytes ? chunk.subarray(0, room) : chunk, { stream: true })
    if (bytes > maxBytes) return { text, cut: true }
  }
  return { text: text + decoder.decode(), cut: false }
}
