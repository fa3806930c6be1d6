import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { undiciFetch } from '../undici-fetch.ts'
import type { UndiciFetch } from '../undici-fetch.ts'
import type { UndiciFetchOptions } from '../undici-fetch-options.ts'
import { selfSigned } from './self-signed.ts'

/** The versions of HTTP that the tests speak. */
export const versions = ['HTTP/1.1', 'HTTP/2'] as const
export type Version = (typeof versions)[number]

/** A request as the server of a test sees it. */
export type ServedRequest = IncomingMessage | Http2ServerRequest
/** Its response. Types of both versions do not agree on how their methods are called. */
export type ServedResponse = Pick<
  ServerResponse,
  'writeHead' | 'write' | 'end' | 'destroy' | 'on' | 'flushHeaders'
> & {
  readonly stream?: { close(code: number): void }
  readonly socket: Socket | null
}
export type Handler = (request: ServedRequest, response: ServedResponse) => void

/** A server on 127.0.0.1, and a fetch for it. */
export interface Served {
  readonly url: string
  readonly fetch: UndiciFetch
  /** How many connections have been made. */
  readonly connections: () => number
}

const pair = selfSigned()

/** Breaks a response off: its stream over HTTP/2, its connection over HTTP/1.1. */
export function breakOff({ stream, socket }: ServedResponse): void {
  if (stream === undefined) socket?.destroy()
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR)
}

/** Starts a server that ends with the test: HTTP/2 over TLS, HTTP/1.1 without. */
export async function serve(
  version: Version,
  handler: Handler,
  options: UndiciFetchOptions = {},
): Promise<Served> {
  const isSecure = version === 'HTTP/2'
  const server: Server | Http2SecureServer = isSecure ? createSecureServer(pair) : createServer()
  server.on('request', (request: ServedRequest, response: Http2ServerResponse | ServerResponse) => {
    response.on('error', () => {})
    handler(request, response as ServedResponse)
  })
  const sockets = new Set<Socket>()
  let made = 0
  server.on(isSecure ? 'secureConnection' : 'connection', (socket: Socket) => {
    made += 1
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const fetch = undiciFetch({ ...(isSecure ? { allowH2: true, ca: pair.cert } : {}), ...options })
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await fetch.close()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`, fetch, connections: () => made }
}
