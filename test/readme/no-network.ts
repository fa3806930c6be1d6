/** Loaded before a program of a page runs: whatever it does, it reaches nothing but this machine. */
import dns from 'node:dns'
import net from 'node:net'

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

const refuse = (host: string): never => {
  throw new Error(`code of a page may only talk to 127.0.0.1, not to ${host}`)
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
