/**
 * The address that requests go to, checked once: keys travel in their headers, so the connection has to be safe.
 */
import { describeValue } from '@llm-balancer/core/options'

/**
 * Gives the address back as a URL when requests with a key may go there: https anywhere, http only to this machine, a
 * private network (RFC 1918, RFC 4193, link-local, `.local`, `.internal`) or a single-label host such as `vllm`, or
 * anywhere with `allowInsecureHttp`. Messages show neither the credentials nor the query of a refused address.
 *
 * @throws TypeError naming what is wrong and what to do instead.
 */
export function checkBaseURL(owner: string, value: unknown, allowInsecureHttp = false): URL {
  if (value === undefined) throw new TypeError(`${owner}: "baseURL" is missing`)
  if (typeof value !== 'string') {
    throw new TypeError(`${owner}: "baseURL" must be a string, got ${describeValue(value)}`)
  }
  const url = parse(value)
  if (url === undefined) throw new TypeError(`${owner}: "baseURL" is no absolute URL`)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(`${owner}: "baseURL" must start with https:// or http://, got ${url.protocol}//`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`${owner}: "baseURL" must not hold credentials; use "apiKey" or "headers"`)
  }
  if (url.protocol === 'http:' && !allowInsecureHttp && !isPrivateHost(url.hostname)) {
    throw new TypeError(
      `${owner}: "baseURL" would send the key unencrypted to ${url.hostname}; use https, or set "allowInsecureHttp"`,
    )
  }
  return url
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

function isPrivateHost(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPrivateIpv6(hostname.slice(1, -1))
  const host = hostname.replace(/\.$/, '')
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return isPrivateIpv4(host)
  return !host.includes('.') || /\.(localhost|local|internal)$/.test(host)
}

function isPrivateIpv4(host: string): boolean {
  return /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(host)
}

function isPrivateIpv6(host: string): boolean {
  return host === '::1' || /^(f[cd]|fe[89ab])/.test(host)
}
