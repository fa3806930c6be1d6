import { systemClock } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import { ModelServer, type AttemptLog, type SimulatedTarget } from '@llm-balancer/simulator'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { shortAnswer } from './short-answer.ts'

const answer = shortAnswer('simulated')

/** A simulated server behind a socket: it answers HTTP requests in OpenAI's format, in real time. */
export class ModelEndpoint {
  readonly #server: Server
  readonly #model: ModelServer

  private constructor(target: SimulatedTarget, log: (attempt: AttemptLog) => void) {
    this.#model = new ModelServer(target, { clock: systemClock, log })
    this.#server = createServer((request, response) => {
      void this.#respond(request, response)
    })
  }

  /** Begins to listen. The changes of the target count from now. */
  static async listen(target: SimulatedTarget, log: (attempt: AttemptLog) => void): Promise<ModelEndpoint> {
    const endpoint = new ModelEndpoint(target, log)
    await new Promise<void>((resolve) => endpoint.#server.listen(0, '127.0.0.1', resolve))
    return endpoint
  }

  get baseURL(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async close(): Promise<void> {
    this.#model.close()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume()
    const gone = new AbortController()
    response.on('close', () => {
      gone.abort()
    })
    try {
      await this.#model.call(gone.signal).answered
      response.setHeader('content-type', 'application/json').end(answer)
    } catch (error) {
      refuse(response, error)
    }
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const status = readProperty(error, 'status')
  const retryAfterMs = readProperty(error, 'retryAfterMs')
  if (typeof status !== 'number') {
    response.destroy()
    return
  }
  if (typeof retryAfterMs === 'number') response.setHeader('retry-after-ms', retryAfterMs)
  response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{"message":"busy"}}')
}
