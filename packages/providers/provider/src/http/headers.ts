import { isHeaderName, isHeaderSafe } from '@llm-balancer/core/options'
import { checkHeaders } from '../options/check-headers.ts'
import type { HeaderRecord } from './header-record.ts'

/**
 * Lays headers over each other, the last one on top. Names are compared without regard to case and come back lower-case.
 *
 * @throws TypeError naming a header that HTTP cannot carry, never its value.
 */
export function mergeHeaders(
  owner: string,
  layers: readonly (HeaderRecord | undefined)[],
): Record<string, string> {
  return overlayHeaders(owner, {}, layers)
}

/**
 * The same on top of headers that have been merged before, which are not checked again.
 *
 * @throws TypeError naming a header that HTTP cannot carry, never its value.
 */
export function overlayHeaders(
  owner: string,
  under: Readonly<Record<string, string>>,
  layers: readonly (HeaderRecord | undefined)[],
): Record<string, string> {
  const merged: Record<string, string> = { ...under }
  for (const layer of layers) {
    if (layer === undefined) continue
    for (const [name, value] of Object.entries(checkHeaders('headers', layer, owner))) {
      const key = name.toLowerCase()
      if (!isHeaderName(key)) throw new TypeError(`${owner}: a header has an impossible name`)
      if (value === undefined) Reflect.deleteProperty(merged, key)
      else if (isHeaderSafe(value)) merged[key] = value
      else throw new TypeError(`${owner}: header "${key}" has a value that HTTP cannot carry`)
    }
  }
  return merged
}

/** What no error may repeat of the headers that were sent: their values and, of `Bearer …` and the like, each word. */
export function headerSecrets(headers: HeaderRecord): string[] {
  return Object.values(headers).flatMap((value) => secretWords(value ?? ''))
}

/** A header's value, and each word of it. */
export function secretWords(value: string): string[] {
  return [value, ...value.split(/[\s,;]+/)].filter((word) => word !== '')
}

/** Response headers as a plain record with lower-case names; cookies are left out. */
export function headersRecord(headers: Headers): Record<string, string> {
  const record: Record<string, string> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (key !== 'set-cookie') record[key] = value
  }
  return record
}
