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
  'writeHead' | 'write' | 'end' | 'destroy' | 'on' | 'off' | 'flushHeaders'
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
  /** Breaks the oldest connection off without a word, as when a machine is switched off. */
  readonly breakFirst: () => void
}

const pair = selfSigned()

/** Breaks a response off: its stream over HTTP/2, its connection over HTTP/1.1. */
export function breakOff({ stream, socket }: ServedResponse): void {
  if (stream === undefined) socket?.destroy()
  else stream.close(constants.NGHTTP2_INTERNAL_ERROR)
}

/** Options of the fetch, and of the server. */
export interface ServeOptions extends UndiciFetchOptions {
  /** What a connection over TLS speaks, asked for each one. @default HTTP/2 */
  readonly speaks?: () => Version
}

const protocols = { 'HTTP/1.1': 'http/1.1', 'HTTP/2': 'h2' } as const

/** Starts a server that ends with the test: HTTP/2 over TLS, HTTP/1.1 without. */
export async function serve(
  version: Version,
  handler: Handler,
  { speaks = () => 'HTTP/2', ...options }: ServeOptions = {},
): Promise<Served> {
  const isSecure = version === 'HTTP/2'
  const secure = { ...pair, allowHTTP1: true, ALPNCallback: () => protocols[speaks()] }
  const server: Server | Http2SecureServer = isSecure ? createSecureServer(secure) : createServer()
  server.on('request', (request: ServedRequest, response: Http2ServerResponse | ServerResponse) => {
    response.on('error', () => {})
    handler(request, response as ServedResponse)
  })
  const sockets = new Set<Socket>()
  /** Below TLS: over HTTP/2 a socket of TLS says GOAWAY when it is closed. */
  const wires: Socket[] = []
  server.on('connection', (wire: Socket) => wires.push(wire.on('error', () => {})))
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
  return {
    url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
    fetch,
    connections: () => made,
    breakFirst: () => wires[0]?.destroy(),
  }
}
