import { hasMethods } from '@llm-balancer/core/options'
import { respond } from './to-response.ts'
import { readWebOptions, type WebOptions } from './web-options.ts'
import type { WebSource } from './web-source.ts'

/** What {@link pipeTo} needs of the response of a Node server: `ServerResponse` of `node:http` and `node:http2`, Express's, `reply.raw` of Fastify. */
export interface NodeResponse {
  /** True when the connection is gone. */
  readonly destroyed: boolean
  writeHead(status: number, headers: Record<string, string>): unknown
  /** False when the client is slower than what was written; `drain` says when it has caught up. */
  write(chunk: Uint8Array): boolean
  end(): unknown
  destroy(): unknown
  on(event: 'close' | 'drain' | 'error', listener: () => void): unknown
  off(event: 'close' | 'drain' | 'error', listener: () => void): unknown
}

/**
 * Writes an answer to the response of a Node server, as fast as its client reads. Otherwise like `toResponse`; that the client has left is
 * learnt from the response itself. Resolves when the answer has been written, or the client has left or
 * takes too long.
 *
 * @throws TypeError for a bad option or what is no answer, and what the source throws that is no failure of a call; nothing is written then
 *
 * @example
 * app.post('/chat', async (request, response) => {
 *   await pipeTo(response, llm.stream({ messages: request.body.messages }), { format: 'sse' })
 * })
 */
export async function pipeTo(
  response: NodeResponse,
  source: WebSource,
  options: WebOptions = {},
): Promise<void> {
  const settings = readWebOptions('pipeTo', options)
  hasMethods('writeHead', 'write', 'end', 'destroy', 'on', 'off')('response', response, 'pipeTo')
  const connection = new Connection(response)
  try {
    const signals = [connection.closed, ...(settings.signal === undefined ? [] : [settings.signal])]
    const answer = await respond(source, { ...settings, signal: AbortSignal.any(signals) }, 'pipeTo')
    await connection.write(answer)
  } finally {
    connection.release()
  }
}

/** A Node response while an answer is written to it. */
class Connection {
  readonly #response: NodeResponse
  readonly #closed = new AbortController()
  /** Ends the wait for a client that is slower than the answer. */
  #endWait: () => void = () => {}

  constructor(response: NodeResponse) {
    this.#response = response
    response.on('close', this.#onClose)
    response.on('drain', this.#onDrain)
    // Without a listener a connection that breaks would end the process.
    response.on('error', this.#onClose)
    if (response.destroyed) this.#onClose()
  }

  /** Aborts when the client has left. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  /** Writes the whole answer, or breaks the connection where it fails. */
  async write({ status, headers, body }: Response): Promise<void> {
    if (this.closed.aborted) {
      await body?.cancel()
      return
    }
    this.#response.writeHead(status, Object.fromEntries(headers))
    try {
      if (body !== null) await this.#writeBody(body)
    } catch {
      // The client has left, or the format has no words for the failure: half an answer must not look whole.
      this.#response.destroy()
      return
    }
    this.#response.end()
  }

  /** Stops listening. An answer that has not been written by now is ended. */
  release(): void {
    this.#response.off('close', this.#onClose)
    this.#response.off('drain', this.#onDrain)
    this.#response.off('error', this.#onClose)
    this.#onClose()
  }

  async #writeBody(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader()
    // A body also fails while its client is waited for: when that takes too long.
    reader.closed.catch(() => {
      this.#endWait()
    })
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const hasRoom = this.#response.write(value)
      if (!hasRoom && !this.closed.aborted) await this.#room()
    }
  }

  /** Resolves when the client has caught up or has left, or the body has failed. */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#endWait = resolve
    })
  }

  readonly #onDrain = (): void => {
    this.#endWait()
  }

  readonly #onClose = (): void => {
    this.#closed.abort()
    this.#endWait()
  }
}
