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
 * learnt from the response itself. Resolves when the answer has been written, or the client has left.
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
  const target = new NodeTarget(response)
  try {
    const signals = [target.signal, ...(settings.signal === undefined ? [] : [settings.signal])]
    const answer = await respond(source, { ...settings, signal: AbortSignal.any(signals) }, 'pipeTo')
    await target.write(answer)
  } finally {
    target.leave()
  }
}

/** A Node response while it is written to. */
class NodeTarget {
  readonly #response: NodeResponse
  readonly #closed = new AbortController()
  /** Ends the wait for a slow client. */
  #goOn = (): void => {}

  constructor(response: NodeResponse) {
    this.#response = response
    response.on('close', this.#close)
    response.on('drain', this.#drain)
    // Without a listener a connection that breaks would end the process.
    response.on('error', this.#close)
    if (response.destroyed) this.#close()
  }

  /** Aborts when the connection is gone. */
  get signal(): AbortSignal {
    return this.#closed.signal
  }

  async write({ status, headers, body }: Response): Promise<void> {
    if (this.signal.aborted) {
      await body?.cancel()
      return
    }
    this.#response.writeHead(status, Object.fromEntries(headers))
    try {
      await this.#writeBody(body?.getReader())
    } catch {
      // The format has no words for the failure, or the client has left: a whole answer must not be taken for it.
      this.#response.destroy()
      return
    }
    this.#response.end()
  }

  /** Nothing of the response is watched any more, and an answer that could not be written is ended. */
  leave(): void {
    this.#response.off('close', this.#close)
    this.#response.off('drain', this.#drain)
    this.#response.off('error', this.#close)
    this.#close()
  }

  async #writeBody(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
    for (;;) {
      const result = await reader?.read()
      if (result === undefined || result.done) return
      if (!this.#response.write(result.value) && !this.signal.aborted) await this.#drained()
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve
    })
  }

  readonly #drain = (): void => {
    this.#goOn()
  }

  readonly #close = (): void => {
    this.#closed.abort()
    this.#goOn()
  }
}
