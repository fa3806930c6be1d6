import { numberWithin, readOptions, type OptionTable } from '@llm-balancer/core/options'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeBackend } from './fake-backend.ts'
import { fakeTable, type FakeLLMOptions, type FakeSettings } from './fake-llm-options.ts'
import { fakeOver, type FakeLLM } from './fake-llm.ts'
import { socketWire } from './wire/socket-wire.ts'

/** Settings of a fake server. */
export interface FakeLLMServerOptions<Id extends string = string> extends FakeLLMOptions<Id> {
  /** The port on 127.0.0.1; 0 = one that is free. A whole number within [0, 65 535]. @default 0 */
  readonly port?: number | undefined
}

/** A {@link FakeLLM} that listens on 127.0.0.1. */
export interface FakeLLMServer<Id extends string = string> extends FakeLLM<Id> {
  readonly port: number
}

const table: OptionTable<FakeSettings & { readonly port: number }> = {
  ...fakeTable,
  port: [numberWithin({ min: 0, max: 65_535, integer: true }), 0],
}

/** Larger requests are cut off, in bytes. */
const largestRequest = 64 * 1024 * 1024

/**
 * Starts a fake LLM provider on 127.0.0.1, for tests of failover, timeouts, limits and streams against real sockets. End it
 * with `close()`, or declare it with `await using`; while it runs it keeps the process alive.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export async function startFakeLLM<const Id extends string>(
  options: FakeLLMServerOptions<Id>,
): Promise<FakeLLMServer<Id>> {
  const { port: wanted, ...settings } = readOptions('startFakeLLM', options, table)
  const backend = new FakeBackend(settings, '')
  const server = createServer((incoming, response) => {
    const wire = socketWire(response)
    readText(incoming, (text) => {
      const { method = 'GET', url: path = '/' } = incoming
      backend.handle({ method, path, headers: joined(incoming.headers), text }, wire)
    })
  })
  // Node would close idle connections after 5 s, just when a client may be about to use them again.
  server.keepAliveTimeout = 0
  await listen(server, wanted)
  const { port } = server.address() as AddressInfo
  backend.origin = `http://127.0.0.1:${port}`
  return Object.assign(
    fakeOver<Id>(backend, () => stop(server)),
    { port },
  )
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function readText(incoming: IncomingMessage, done: (text: string) => void): void {
  const pieces: Buffer[] = []
  let size = 0
  incoming.on('data', (piece: Buffer) => {
    pieces.push(piece)
    size += piece.length
    if (size > largestRequest) incoming.destroy()
  })
  incoming.on('end', () => done(Buffer.concat(pieces, size).toString('utf8')))
  incoming.on('error', () => {})
}

function joined(headers: IncomingMessage['headers']): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) found[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return found
}
