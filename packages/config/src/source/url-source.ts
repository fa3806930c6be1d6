import { checkAddress, readProperty } from '@llm-balancer/core/options'
import { within } from '@llm-balancer/core/time'
import { ConfigurationError } from '../errors/configuration-error.ts'
import type { LoadSettings } from '../options/load-options.ts'
import type { SecretFolders } from '../references/read-secret-files.ts'
import { mostBytes, type ConfigSource, type FoundText } from './config-source.ts'

/** So many redirects are followed, on the same host. */
const mostRedirects = 5

/** A fault that is told as it is. */
class FetchFault extends Error {}

/** A configuration behind a URL. */
export class UrlSource implements ConfigSource {
  readonly name: string
  readonly folder: undefined
  readonly folders: SecretFolders
  readonly #url: URL
  readonly #settings: LoadSettings
  #validators: Readonly<Record<string, string>> = {}

  /** @throws TypeError for an address that no request may go to */
  constructor(url: string, owner: string, settings: LoadSettings) {
    this.#url = checkAddress(`${owner}: the address`, url, settings.allowInsecureHttp)
    this.#settings = settings
    // A path or a query may hold a secret.
    this.name = this.#url.origin
    this.folders = { files: settings.files, base: undefined, allowed: settings.secretFolders ?? [] }
  }

  async read(isFirst: boolean, signal: AbortSignal): Promise<FoundText | undefined> {
    const { clock, timeoutMs } = this.#settings
    const controller = new AbortController()
    const giveUp = AbortSignal.any([signal, controller.signal])
    try {
      return await within(this.#get(isFirst, giveUp), {
        clock,
        signal,
        limitMs: timeoutMs,
        onLimit: () =>
          new FetchFault(`has not answered within ${String(timeoutMs)} ms; see whether it is up`),
      })
    } catch (error) {
      if (signal.aborted) throw error
      const message = error instanceof FetchFault ? error.message : 'cannot be reached; see whether it is up'
      throw new ConfigurationError(this.name, [{ path: '', line: 0, column: 0, message }])
    } finally {
      controller.abort()
    }
  }

  async #get(isFirst: boolean, signal: AbortSignal): Promise<FoundText | undefined> {
    const response = await this.#follow(isFirst ? {} : this.#validators, signal)
    if (response.status === 304 && !isFirst) {
      await discard(response)
      return undefined
    }
    if (response.status !== 200) {
      await discard(response)
      throw new FetchFault(`answers with the status ${String(response.status)}, and not with 200`)
    }
    const text = await readCapped(response)
    this.#validators = validatorsOf(response)
    return { text }
  }

  async #follow(validators: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const { fetch, headers, allowInsecureHttp } = this.#settings
    let url = this.#url
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const response = await fetch(url.href, {
        headers: { ...headers, ...validators },
        redirect: 'manual',
        signal,
      })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status >= 400 || response.status === 304 || location === null)
        return response
      await discard(response)
      const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined
      if (next?.origin !== this.#url.origin)
        throw new FetchFault(
          'redirects to another host, which is not followed; give the address that it redirects to',
        )
      url = checkAddress('', next.href, allowInsecureHttp)
    }
    throw new FetchFault(`redirects more than ${String(mostRedirects)} times`)
  }
}

/** What asks for the text only when it is another one. */
function validatorsOf({ headers }: Response): Readonly<Record<string, string>> {
  const etag = headers.get('etag')
  if (etag !== null) return { 'if-none-match': etag }
  const modified = headers.get('last-modified')
  return modified === null ? {} : { 'if-modified-since': modified }
}

/** The body, as long as it is not too large; whatever its headers say. */
async function readCapped(response: Response): Promise<string> {
  const { body } = response
  if (body === null) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = body.getReader()
  let text = ''
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return text + decoder.decode()
      size += value.byteLength
      if (size > mostBytes)
        throw new FetchFault(`answers with more than ${String(mostBytes)} bytes; divide it`)
      text += decoder.decode(value, { stream: true })
    }
  } catch (error) {
    await reader.cancel().catch(() => {})
    if (error instanceof TypeError && readProperty(error, 'code') === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new FetchFault('answers with what is no text in UTF-8')
    throw error
  }
}

async function discard({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => {})
}
