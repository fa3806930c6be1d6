/**
 * The address that requests go to, checked once: keys travel in their headers, so the connection has to be safe.
 */
import { describeType, subjectOf } from '@llm-balancer/core/options'
import { hostKind } from './host-kind.ts'

/**
 * Gives the address back as a URL when requests with a key may go there: https anywhere; http to this machine (`localhost`,
 * `*.localhost`, 127.0.0.0/8, `::1`), and to other hosts with `allowInsecureHttp`; neither to link-local addresses and those of
 * a cloud's metadata, whatever is allowed. Messages show neither the credentials nor the query of a refused address.
 *
 * @throws TypeError naming what is wrong and what to do instead.
 */
export function checkBaseURL(owner: string, value: unknown, allowInsecureHttp = false): URL {
  const subject = subjectOf('baseURL', owner)
  if (value === undefined) throw new TypeError(`${subject} is missing`)
  if (typeof value !== 'string')
    throw new TypeError(`${subject} must be a string, got ${describeType(value)}`)
  const url = parse(value)
  if (url === undefined) throw new TypeError(`${subject} is not an absolute URL`)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new TypeError(`${subject} must start with https:// or http://`)
  if (url.username !== '' || url.password !== '')
    throw new TypeError(`${subject} must not hold credentials; use "apiKey" or "headers"`)
  checkHost(subject, url, allowInsecureHttp)
  return url
}

/**
 * The part of {@link checkBaseURL} that is about the host, for addresses that are not a base URL.
 *
 * @param subject begins the message: `bridge: "baseURL"`
 * @throws TypeError
 */
export function checkHost(subject: string, { protocol, hostname }: URL, allowInsecureHttp: boolean): void {
  const kind = hostKind(hostname)
  if (kind === 'forbidden')
    throw new TypeError(
      `${subject} is a link-local or metadata address, ${hostname}, to which no request is sent; give the address of the API`,
    )
  if (protocol === 'https:' || kind === 'loopback' || allowInsecureHttp) return
  throw new TypeError(
    `${subject} would send the key unencrypted to ${hostname}; use https, or set "allowInsecureHttp" to true where the network is trusted`,
  )
}

/** The address of `path` below `base`. Both may have a query. */
export function joinURL(base: URL, path: string): URL {
  const [pathname = '', query = ''] = path.split('?', 2)
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${pathname.replace(/^\/+/, '')}`
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.set(name, value)
  url.hash = ''
  return url
}

/** The address without its query, which may hold secrets. */
export function plainURL(url: URL): string {
  return `${url.origin}${url.pathname}`
}

function parse(value: string): URL | undefined {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}
