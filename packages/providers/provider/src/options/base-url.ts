/**
 * The address that requests go to, checked once: keys travel in their headers, so the connection has to be safe.
 */
import { checkAddress, subjectOf } from '@llm-balancer/core/options'

/**
 * Gives the address back as a URL when requests with a key may go there: https anywhere; http to this machine (`localhost`,
 * `*.localhost`, 127.0.0.0/8, `::1`), and to other hosts with `allowInsecureHttp`; neither to link-local addresses and those of
 * a cloud's metadata, whatever is allowed. Messages show neither the credentials nor the query of a refused address.
 *
 * @throws TypeError naming what is wrong and what to do instead.
 */
export function checkBaseURL(owner: string, value: unknown, allowInsecureHttp = false): URL {
  return checkAddress(subjectOf('baseURL', owner), value, allowInsecureHttp)
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

/** The values in the query of a base URL, where some gateways want the key: no error may show them. The version of an API is none. */
export function querySecrets(base: URL): string[] {
  return [...base.searchParams].flatMap(([name, value]) =>
    name === 'api-version' || value === '' ? [] : [value, encodeURIComponent(value)],
  )
}
