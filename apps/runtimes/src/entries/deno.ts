import { announcePort } from '../program/announce-port.ts'
import { answerRequest } from '../program/answer-request.ts'

/** The part of Deno's API that is used. */
declare const Deno: {
  serve(
    options: {
      readonly hostname: string
      readonly port: number
      readonly onListen: (address: { readonly port: number }) => void
    },
    handler: (request: Request) => Promise<Response>,
  ): unknown
}

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: 0,
    onListen({ port }) {
      announcePort(port)
    },
  },
  answerRequest,
)
