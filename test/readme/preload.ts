/**
 * Loaded before a block of a README runs. The block is written for the real vendors; here every address but the
 * loopback leads to the fake server whose address stands in FAKE_LLM_URL, and nothing can reach the network.
 */
import dns from 'node:dns'
import net from 'node:net'
import { routeToFake } from './fake-vendors.ts'

const loopback = /^(127\.\d+\.\d+\.\d+|::1|\[::1\]|localhost)$/
const fake = process.env['FAKE_LLM_URL'] ?? ''

const refuse = (host: string): never => {
  throw new Error(`README code may only talk to 127.0.0.1, not to ${host}`)
}

const realFetch = globalThis.fetch
globalThis.fetch = (input, init) => {
  const request = new Request(input, init)
  const url = new URL(request.url)
  if (loopback.test(url.hostname)) return realFetch(request)
  return realFetch(new Request(routeToFake(url, fake), request))
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
