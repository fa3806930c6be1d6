import { checkAddress } from '@llm-balancer/core/options'
import { backgroundClock, within, type Clock } from '@llm-balancer/core/time'
import { TextFault } from './text-fault.ts'
import { mostBytes, type TextSource } from './text-source.ts'

/** How an address is asked. */
export interface UrlTextOptions {
  /** What the address is called in messages. @default 'url' */
  readonly subject?: string | undefined
  /** Allows http to other hosts than this machine. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Longest time until the whole text is there, in ms. @default 10 000 */
  readonly timeoutMs?: number | undefined
  /** Sent with each request. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Makes the requests. @default the platform's */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /** @default the machine's clock, with timers that do not keep the process alive */
  readonly clock?: Clock | undefined
}

/**
 * After so many answers in a row that the text is the same, it is asked for as a whole: a server, or a cache before it, that answers so
 * for ever would hide every change.
 */
export const mostUnchanged = 20

/** A shorter word may be in a message by chance. */
const shortestSecret = 6

/** So many redirects are followed, on the same host. */
export const mostRedirects = 5

/**
 * The text that an address answers, over https, or http to this machine. It is asked whether the text is another one by `ETag` or
 * `Last-Modified`, and as a whole after {@link mostUnchanged} times without a change; redirects to another origin are not followed, and more than 1 MB is not read.
 *
 * @throws TypeError for an address that must not be asked
 */
export function urlText(url: string, options: UrlTextOptions = {}): TextSource {
  const { subject = 'url', allowInsecureHttp, timeoutMs = 10_000, clock = backgroundClock } = options
  const address = checkAddress(subject, url, allowInsecureHttp)
  // A path or a query may hold a secret.
  const name = address.origin
  const fetch: NonNullable<UrlTextOptions['fetch']> =
    options.fetch ?? ((to, init) => globalThis.fetch(to, init))
  let validators: Readonly<Record<string, string>> = {}
  let unchanged = 0
  const ask = async (signal: AbortSignal, isForced: boolean): Promise<string | undefined> => {
    const asked = isForced || unchanged >= mostUnchanged ? {} : validators
    const headers = { accept: '*/*', ...options.headers, ...asked }
    const response = await followed(address, (to) => fetch(to, { headers, signal, redirect: 'manual' }))
    const { status } = response
    if (status === 200) {
      const text = await textOf(response, name)
      validators = validatorsOf(response)
      unchanged = 0
      return text
    }
    await response.body?.cancel()
    if (status === 304 && Object.keys(asked).length > 0) {
      unchanged += 1
      return undefined
    }
    throw new TextFault('status', `${name}: answered with status ${String(status)}`, status)
  }
  return {
    name,
    async read(signal, isForced = false) {
      const ending = new AbortController()
      const onLimit = (): Error =>
        new TextFault('timeout', `${name}: no answer within ${String(timeoutMs)} ms`)
      try {
        return await within(ask(ending.signal, isForced), { clock, signal, limitMs: timeoutMs, onLimit })
      } catch (error) {
        ending.abort(error)
        throw withoutAddress(error, address)
      }
    },
  }
}

/** A transport may repeat the address in what it says, whose path and query may hold a secret. */
function withoutAddress(error: unknown, { href, origin, pathname, search, searchParams }: URL): unknown {
  if (error instanceof TextFault || !(error instanceof Error)) return error
  const values = [...searchParams.values()].filter((value) => value.length >= shortestSecret)
  const parts = [`${pathname}${search}`, search, ...values].filter((part) => part.length > 1)
  const named = error.message.replaceAll(href, origin)
  const message = parts.reduce((text, part) => text.replaceAll(part, '…'), named)
  return message === error.message ? error : new Error(message)
}

/** What asks for the text only when it is another one. */
function validatorsOf({ headers }: Response): Readonly<Record<string, string>> {
  const etag = headers.get('etag')
  if (etag !== null) return { 'if-none-match': etag }
  const modified = headers.get('last-modified')
  return modified === null ? {} : { 'if-modified-since': modified }
}

/** The answer behind redirects of one origin. @throws TextFault when they lead elsewhere, or nowhere */
async function followed(from: URL, ask: (url: string) => Promise<Response>): Promise<Response> {
  let url = from
  for (let count = 0; count <= mostRedirects; count += 1) {
    const response = await ask(url.href)
    const { status } = response
    const isRedirect = status >= 300 && status < 400 && status !== 304
    const location = isRedirect ? response.headers.get('location') : null
    if (location === null) return response
    await response.body?.cancel()
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined
    if (next?.origin !== from.origin) {
      const where = next === undefined ? '' : `, ${next.host}`
      throw new TextFault(
        'other-host',
        `${from.host}: redirects to another host${where}, which is not followed`,
      )
    }
    url = next
  }
  throw new TextFault(
    'too-many-redirects',
    `${from.host}: redirects more than ${String(mostRedirects)} times`,
  )
}

async function textOf({ body }: Response, name: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let size = 0
  if (body === null) return text
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      throw new TextFault('encoding', `${name}: answers with what is no text in UTF-8`)
    }
  }
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    // Leaving the loop cancels the body.
    if (size > mostBytes)
      throw new TextFault('too-large', `${name}: answers with more than ${String(mostBytes)} bytes`)
    text += decode(chunk)
  }
  return text + decode()
}
