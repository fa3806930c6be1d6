type Format = 'openai' | 'anthropic'

/** Base URLs of the fake, by the wire format that each speaks. */
export type FakeAddresses = Readonly<Record<Format, string>>

/** Vendors by what their official client takes as base URL; any other address is taken for an OpenAI-compatible server. */
const vendors: readonly { readonly base: string; readonly format: Format }[] = [
  { base: 'https://api.openai.com/v1', format: 'openai' },
  { base: 'https://api.anthropic.com', format: 'anthropic' },
]

/** `https://gpu-1.example:8000/v1/chat/completions` → `/chat/completions`. */
const pathOnCompatibleServer = (path: string): string =>
  path.includes('/v1/') ? path.slice(path.indexOf('/v1/') + 3) : path

/** Where a request for a vendor goes instead. */
export const routeToFake = (url: URL, addresses: FakeAddresses): URL => {
  const vendor = vendors.find(({ base }) => url.href.startsWith(`${base}/`))
  const path =
    vendor === undefined
      ? pathOnCompatibleServer(url.pathname)
      : url.pathname.slice(new URL(vendor.base).pathname.replace(/\/$/, '').length)
  return new URL(`${addresses[vendor?.format ?? 'openai'].replace(/\/$/, '')}${path}${url.search}`)
}
