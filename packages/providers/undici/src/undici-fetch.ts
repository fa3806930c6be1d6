import {
  atLeastOne,
  checkBoolean,
  mustBe,
  numberWithin,
  readOptions,
  type OptionTable,
} from '@llm-balancer/core/options'
import { agentOf } from './agent-of.ts'
import type { UndiciFetchOptions } from './undici-fetch-options.ts'
import { Exchange } from './exchange.ts'
import { toDispatch } from './to-dispatch.ts'

/**
 * A `fetch` with connections of its own. Redirects are not followed: one is an answer like any other (`redirect: 'manual'`, which
 * is the default here), or an error (`'error'`), so that no header reaches another host.
 */
export interface UndiciFetch extends AsyncDisposable {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Takes no more requests, and resolves when the running ones have ended and their connections are closed. */
  close(): Promise<void>
}

const isPem = (value: unknown): boolean => typeof value === 'string' && value.includes('-----BEGIN')

const table: OptionTable<UndiciFetchOptions> = {
  keepAliveMs: [numberWithin({ min: 0, max: 2 ** 31 - 1, above: true }), 60_000],
  connections: [atLeastOne, Infinity],
  allowH2: [checkBoolean, false],
  ca: [
    mustBe('a certificate in PEM format, or a list of them', (value) =>
      Array.isArray(value) ? value.length > 0 && value.every(isPem) : isPem(value),
    ),
  ],
}

const hints = {
  keepAlive: 'keepAliveMs',
  keepAliveTimeout: 'keepAliveMs',
  maxConnections: 'connections',
  maxSockets: 'connections',
  http2: 'allowH2',
}

/**
 * Makes a `fetch` over undici: for `fetch` of a balancer, of a provider, or of an official client. Use it where Node's own is too
 * frugal with connections: that one closes idle ones after 4 s, so an application with little traffic makes a new TLS connection for
 * each call. Failures, aborts and bodies are those of Node's `fetch`. Node only.
 *
 * @throws TypeError or RangeError naming the option that is wrong
 *
 * @example
 * const fetch = undiciFetch({ keepAliveMs: 60_000, connections: 100 })
 * const llm = createLLMBalancer({ fetch, providers })
 */
export function undiciFetch(options: UndiciFetchOptions = {}): UndiciFetch {
  const {
    keepAliveMs = 60_000,
    connections = Infinity,
    allowH2 = false,
    ca,
  } = readOptions('undiciFetch', options, table, { hints })
  const agent = agentOf({ keepAliveMs, connections, allowH2, ca })
  const send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { signal, redirect, dispatch } = toDispatch(input, init)
    signal?.throwIfAborted()
    const exchange = new Exchange({ url: dispatch.origin + dispatch.path, signal, redirect })
    agent.dispatch(dispatch, exchange)
    return await exchange.response
  }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= agent.close())
  return Object.assign(send, { close, [Symbol.asyncDispose]: close })
}
