import type { LoadSettings } from '../options/load-options.ts'
import type { SecretFolders } from '../references/read-allowed.ts'
import type { ConfigSource } from './config-source.ts'
import { TextFault } from './text-fault.ts'
import { mostBytes, type TextSource } from './text-source.ts'
import { mostRedirects, urlText } from './url-text.ts'

/** A configuration behind a URL. */
export class UrlSource implements ConfigSource {
  readonly text: TextSource
  readonly name: string
  readonly folders: SecretFolders
  readonly #timeoutMs: number

  /** @throws TypeError for an address that no request may go to */
  constructor(url: string, owner: string, settings: LoadSettings) {
    const { headers, fetch, clock, timeoutMs, allowInsecureHttp, files, secretFolders } = settings
    const subject = `${owner}: the address`
    this.text = urlText(url, { subject, headers, fetch, clock, timeoutMs, allowInsecureHttp })
    this.#timeoutMs = timeoutMs
    // A path or a query may hold a secret.
    this.name = new URL(url).origin
    this.folders = { files, base: undefined, allowed: secretFolders ?? [] }
  }

  faultOf(error: unknown): string {
    if (!(error instanceof TextFault)) return 'cannot be reached; see whether it is up'
    const { kind, status } = error
    switch (kind) {
      case 'status':
        return `answers with the status ${String(status)}, and not with 200; ${adviceFor(status)}`
      case 'timeout':
        return `has not answered within ${String(this.#timeoutMs)} ms; see whether it is up`
      case 'too-large':
        return `answers with more than ${String(mostBytes)} bytes; divide it`
      case 'other-host':
        return 'redirects to another host, which is not followed; give the address that it redirects to'
      case 'too-many-redirects':
        return `redirects more than ${String(mostRedirects)} times; give the address that it leads to`
      case 'encoding':
        return 'answers with what is no text in UTF-8; save it as one'
    }
  }
}

function adviceFor(status: number | undefined): string {
  switch (status) {
    case 401:
    case 403:
      return 'give what it asks for in "headers"'
    case 404:
    case 410:
      return 'correct the address'
    default:
      return 'see what its server says'
  }
}
