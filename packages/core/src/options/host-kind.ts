/**
 * What kind of host a URL names. Takes the `hostname` of a WHATWG URL, in which IPv4 addresses in hexadecimal, octal or decimal
 * form are dotted already, and names are in lower case. What a name resolves to is not looked up.
 */

/** `forbidden` are link-local addresses (RFC 3927, RFC 4291) and those at which clouds give out credentials. */
export type HostKind = 'loopback' | 'forbidden' | 'other'

/** Names of Google's metadata server, and addresses of Amazon's, Google's, Alibaba's and Oracle's that are not link-local. */
const metadataHosts: ReadonlySet<string> = new Set([
  'metadata.google.internal',
  'metadata.goog',
  '100.100.100.200',
  '192.0.0.192',
  '[fd00:ec2::254]',
  '[fd20:ce::254]',
])

/** Says what kind of host it is. */
export function hostKind(hostname: string): HostKind {
  const host = hostname.replace(/\.$/, '')
  if (metadataHosts.has(host)) return 'forbidden'
  if (host.startsWith('[')) return ipv6Kind(groupsOf(host.slice(1, -1)))
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return ipv4Kind(host)
  return host === 'localhost' || host.endsWith('.localhost') ? 'loopback' : 'other'
}

function ipv4Kind(address: string): HostKind {
  if (address.startsWith('127.')) return 'loopback'
  return address.startsWith('169.254.') || metadataHosts.has(address) ? 'forbidden' : 'other'
}

function ipv6Kind(groups: readonly number[]): HostKind {
  const [first = 0] = groups
  if ((first & 0xffc0) === 0xfe80) return 'forbidden'
  const inner = innerIpv4(groups)
  if (inner !== undefined) return ipv4Kind(inner)
  return groups.slice(0, 7).every((group) => group === 0) && groups[7] === 1 ? 'loopback' : 'other'
}

/** The IPv4 address inside a mapped (`::ffff:…`), compatible (`::…`), NAT64 (`64:ff9b::…`, RFC 6052) or 6to4 (`2002:…`) one. */
function innerIpv4(groups: readonly number[]): string | undefined {
  const prefix = groups.slice(0, 6).map((group) => group.toString(16))
  const [first, second, third] = groups
  if (first === 0x2002) return dotted(second, third)
  const isInside = ['0:0:0:0:0:ffff', '0:0:0:0:0:0', '64:ff9b:0:0:0:0'].includes(prefix.join(':'))
  return isInside && groups[6] !== 0 ? dotted(groups[6], groups[7]) : undefined
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight groups of an IPv6 address as URLs write it: hexadecimal, with one `::` at the most. */
function groupsOf(address: string): readonly number[] {
  const [head = '', tail] = address.split('::')
  const before = numbersOf(head)
  const after = numbersOf(tail ?? '')
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}

function numbersOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
