import { checkAddress } from '@llm-balancer/core/options'
import { within, type Clock } from '@llm-balancer/core/time'
import { backgroundClock } from './clock.ts'
import { mostBytes, type TextSource } from './text-source.ts'

/** How an address is asked. */
export interface UrlTextOptions {
  /** What the address is called in messages. @default 'url' */
  readonly subject?: string | undefined
  /** Allows http to other hosts than this machine. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Longest time until the whole text is there, in ms. @default 10 000 */
  readonly timeoutMs?: number | undefined
  /** Makes the requests. @default the platform's */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** @default the machine's clock, with timers that do not keep the process alive */
  readonly clock?: Clock | undefined
}

const mostRedirects = 5

/**
 * The text that an address answers, over https, or http to this machine. It is asked with the last `ETag`; redirects to another origin
 * are not followed, and more than 1 MB is not read.
 *
 * @throws TypeError for an address that must not be asked
 */
export function urlText(url: string, options: UrlTextOptions = {}): TextSource {
  const { subject = 'url', allowInsecureHttp, timeoutMs = 10_000, clock = backgroundClock } = options
  const address = checkAddress(subject, url, allowInsecureHttp)
  const name = `${address.origin}${address.pathname}`
  const fetch: NonNullable<UrlTextOptions['fetch']> =
    options.fetch ?? ((to, init) => globalThis.fetch(to, init))
  let tag: string | undefined
  const ask = async (signal: AbortSignal): Promise<string | undefined> => {
    const headers = { accept: '*/*', ...(tag === undefined ? {} : { 'if-none-match': tag }) }
    const response = await followed(address, (to) => fetch(to, { headers, signal, redirect: 'manual' }))
    if (response.status === 304 && tag !== undefined) return undefined
    if (!response.ok) {
      await response.body?.cancel()
      throw new Error(`${name}: answered with status ${String(response.status)}`)
    }
    const text = await textOf(response, name)
    tag = response.headers.get('etag') ?? undefined
    return text
  }
  return {
    name,
    async read(signal) {
      const ending = new AbortController()
      const onLimit = (): Error => new Error(`${name}: no answer within ${String(timeoutMs)} ms`)
      try {
        return await within(ask(ending.signal), { clock, signal, limitMs: timeoutMs, onLimit })
      } catch (error) {
        ending.abort(error)
        throw error
      }
    },
  }
}

/** The answer behind redirects of one origin. @throws Error when they lead elsewhere, or nowhere */
async function followed(from: URL, ask: (url: string) => Promise<Response>): Promise<Response> {
  let url = from
  for (let count = 0; count <= mostRedirects; count += 1) {
    const response = await ask(url.href)
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (location === null) return response
    await response.body?.cancel()
    const next = new URL(location, url)
    if (next.origin !== from.origin)
      throw new Error(`${from.host}: redirects to another host, ${next.host}, which is not followed`)
    url = next
  }
  throw new Error(`${from.host}: redirects more than ${String(mostRedirects)} times`)
}

async function textOf({ body }: Response, name: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let size = 0
  if (body === null) return text
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    // Leaving the loop cancels the body.
    if (size > mostBytes) throw new Error(`${name}: answers with more than ${String(mostBytes)} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
