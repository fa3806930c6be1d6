import { announcePort } from '../program/announce-port.ts'
import { answerRequest } from '../program/answer-request.ts'

/** The part of Bun's API that is used. */
declare const Bun: {
  serve(options: {
    readonly hostname: string
    readonly port: number
    readonly fetch: (request: Request) => Promise<Response>
  }): { readonly port: number }
}

const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: answerRequest })
announcePort(port)
