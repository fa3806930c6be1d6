import { readProperty } from '../options/read-property.ts'

/** Response headers: a `Headers` object or a plain record. Names of a record may have any case. */
export type HeadersLike = { get(name: string): string | null } | Readonly<Record<string, string | undefined>>

/** How many headers of a record or a list are looked at. */
const mostHeaders = 1000

/**
 * One header's value, whichever kind of headers it is: a `Headers` object or anything with its `get`, a plain record or a
 * `Map` with names of any case, a list of pairs. Of a repeated header the first value. Never throws.
 *
 * @param name in lower case
 */
export function headerOf(headers: HeadersLike | undefined, name: string): string | undefined {
  if (typeof headers !== 'object' || (headers as object | null) === null) return undefined
  try {
    const direct = typeof headers.get === 'function' ? headers.get(name) : readProperty(headers, name)
    return textOf(direct) ?? textOf(valueOfAnyCase(headers, name))
  } catch {
    return undefined
  }
}

function valueOfAnyCase(headers: object, name: string): unknown {
  const entries = Symbol.iterator in headers ? headers : Object.entries(headers)
  let left = mostHeaders
  for (const entry of entries as Iterable<unknown>) {
    if ((left -= 1) < 0) return undefined
    const [key, value] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    if (typeof key === 'string' && key.length === name.length && key.toLowerCase() === name) return value
  }
  return undefined
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) && !Array.isArray(value[0]) ? textOf(value[0]) : undefined
}
