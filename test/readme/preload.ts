/**
 * Loaded before a block of a README runs. The block is written for the real vendors; here every address but the
 * loopback leads to the fake server whose addresses are in FAKE_LLM_ADDRESSES, and nothing can reach the network.
 */
import dns from 'node:dns'
import net from 'node:net'
import { routeToFake } from './route.ts'
import type { FakeAddresses } from './route.ts'

const loopback = /^(127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost)$/
const fakes = JSON.parse(process.env['FAKE_LLM_ADDRESSES'] ?? '{}') as FakeAddresses

const refuse = (host: string): never => {
  throw new Error(`README code may only talk to 127.0.0.1, not to ${host}`)
}

/** A server that the system gave its port is one the block started; a fixed port stands for the reader's own model server. */
const isLocalModel = (url: URL): boolean => url.port !== '' && Number(url.port) < 32_768

const realFetch = globalThis.fetch
globalThis.fetch = (input, init) => {
  const request = new Request(input, init)
  const url = new URL(request.url)
  if (loopback.test(url.hostname) && !isLocalModel(url)) return realFetch(request)
  return realFetch(new Request(routeToFake(url, fakes), request))
}

const connect = net.Socket.prototype.connect as (this: net.Socket, ...parameters: unknown[]) => net.Socket
net.Socket.prototype.connect = function (this: net.Socket, ...parameters: unknown[]): net.Socket {
  const [first] = parameters.flat() as [{ host?: string; path?: string } | undefined]
  const host = first?.host ?? 'localhost'
  if (first?.path === undefined && !loopback.test(host)) refuse(host)
  return connect.apply(this, parameters)
}

const lookup = dns.lookup as (...parameters: unknown[]) => void
dns.lookup = ((host: string, ...rest: unknown[]) =>
  loopback.test(host) ? lookup(host, ...rest) : refuse(host)) as unknown as typeof dns.lookup
