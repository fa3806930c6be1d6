import { Agent, buildConnector, Client, Pool } from 'undici'
import { watchCuts } from './watch-cuts.ts'
import type { UndiciFetchOptions } from './undici-fetch-options.ts'

/** So many requests share a connection over HTTP/2; servers allow about as many. */
const mostStreams = 100

/** The connections to all hosts. */
export function agentOf({
  keepAliveMs = 60_000,
  connections = Infinity,
  allowH2 = false,
  ca,
}: UndiciFetchOptions): Agent {
  const connector = { allowH2, ...(ca === undefined ? {} : { ca: [ca].flat() }) }
  return new Agent({
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    connections: connections === Infinity ? null : connections,
    allowH2,
    factory: (origin, options) => poolOf(origin, options, buildConnector(connector)),
  })
}

/**
 * The connections to one host. undici sends one request at a time over each, also over HTTP/2, unless a connection is told otherwise;
 * and that may only be one which has turned out to speak HTTP/2.
 */
function poolOf(origin: string | URL, options: object, connect: buildConnector.connector): Pool {
  let speaksH2 = false
  const pool = new Pool(origin, {
    ...options,
    connect: (facts, done) => {
      connect(facts, (...result) => {
        const [, socket] = result
        speaksH2 = (socket as { readonly alpnProtocol?: unknown } | null)?.alpnProtocol === 'h2'
        done(...result)
      })
    },
  })
  pool.on('connect', (_, targets) => {
    const client = targets.at(-1)
    // A client connects anew, and may then be spoken to in HTTP/1.1: what waits there behind an answer would be sent again if that broke.
    if (!(client instanceof Client)) return
    // First, because what waits is sent as soon as the connection takes more.
    if (speaksH2) watchCuts(client)
    client.pipelining = speaksH2 ? mostStreams : 1
  })
  return pool
}
