import { fileURLToPath } from 'node:url'
import type { LoadSettings } from '../options/load-options.ts'
import type { ConfigSource } from './config-source.ts'
import { FileSource } from './file-source.ts'
import { UrlSource } from './url-source.ts'

/** The source of a path or a URL. @throws TypeError for anything else, or an address that no request may go to */
export function toSource(owner: string, from: string | URL, settings: LoadSettings): ConfigSource {
  const text: unknown = from instanceof URL ? from.href : from
  if (typeof text !== 'string' || text.trim() === '' || text.includes('\0'))
    throw new TypeError(`${owner}: needs the path of a file, or a URL`)
  if (/^file:/i.test(text)) return new FileSource(fileURLToPath(text), settings)
  return /^[a-z][a-z\d+.-]+:\/\//i.test(text)
    ? new UrlSource(text, owner, settings)
    : new FileSource(text, settings)
}
