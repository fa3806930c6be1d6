import { describeType } from './describe-value.ts'
import { hostKind } from './host-kind.ts'

/**
 * Gives an address back as a URL when requests with a key may go there: https anywhere; http to this machine (`localhost`,
 * `*.localhost`, 127.0.0.0/8, `::1`), and to other hosts with `allowInsecureHttp`; neither to link-local addresses and those of
 * a cloud's metadata, whatever is allowed. Messages show neither the credentials nor the query of a refused address.
 *
 * @param subject begins the message: `openai: "baseURL"`
 * @throws TypeError naming what is wrong and what to do instead.
 */
export function checkAddress(subject: string, value: unknown, allowInsecureHttp = false): URL {
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
 * The part of {@link checkAddress} that is about the host.
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

function parse(value: string): URL | undefined {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}
