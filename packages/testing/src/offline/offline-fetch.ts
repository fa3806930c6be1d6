import type { FakeLLM } from '../fake-llm.ts'
import type { FormatName } from '../formats/formats.ts'
import { formatAt } from './format-at.ts'

const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/

/**
 * A `fetch` that nothing leaves the machine by: what goes to another host is answered by the target of `vendors` that has the format
 * of that host. Servers of this machine are asked by `local`; where none listens, a model server of the reader's own is meant, and
 * `vendors` answers as well.
 */
export const offlineFetch =
  (vendors: FakeLLM<FormatName>, local: typeof fetch): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    if (loopback.test(url.hostname)) {
      try {
        return await local(request.clone())
      } catch (error) {
        if (!isRefused(error)) throw error
      }
    }
    return await vendors.fetch(new Request(fakeAddress(vendors, url), request))
  }

/** Where the fake answers what was meant for `url`. */
const fakeAddress = (vendors: FakeLLM<FormatName>, url: URL): URL => {
  const format = formatAt(url.hostname)
  const target = `${new URL(vendors.url(format)).origin}/${format}`
  return new URL(`${target}${format === 'openai' ? openAIPath(url.pathname) : url.pathname}${url.search}`)
}

/** Compatible servers have prefixes of their own: `/api/v1/chat/completions` is `/v1/chat/completions`. */
const openAIPath = (path: string): string =>
  path.includes('/v1/') ? path.slice(path.indexOf('/v1/')) : `/v1${path}`

const isRefused = (error: unknown): boolean =>
  error instanceof TypeError && (error.cause as { code?: unknown } | undefined)?.code === 'ECONNREFUSED'
