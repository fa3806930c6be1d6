import { describeType, describeValue, describeWord, subjectOf } from '@llm-balancer/core/options'
import type { HeaderRecord } from '../http/header-record.ts'

/**
 * Headers as settings take them: an object with a string for each name, where undefined removes the header; `Headers`; or
 * pairs of name and value.
 */
export type HeaderSettings = HeaderRecord | Headers | Iterable<readonly [name: string, value: string]>

/**
 * Gives headers back as a record. HTTP's own rules for names and values are checked when the headers are put together.
 *
 * @throws TypeError naming what is no string, never a value
 */
export function checkHeaders(name: string, value: unknown, owner?: string): HeaderRecord {
  const subject = subjectOf(name, owner)
  const entries = entriesOf(value)
  if (entries === undefined) {
    const expected = 'an object with a string for each name, or Headers'
    throw new TypeError(`${subject} must be ${expected}, got ${describeType(value)}`)
  }
  const bad = entries.find(([, text]) => text !== undefined && typeof text !== 'string')
  if (bad === undefined) return Object.fromEntries(entries) as HeaderRecord
  throw new TypeError(
    `${subject} must have a string for each name, got ${describeType(bad[1])} for ${describeWord(bad[0])}`,
  )
}

/** Undefined for what has no names and values. */
function entriesOf(value: unknown): readonly (readonly [name: string, value: unknown])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  try {
    if (!(Symbol.iterator in value)) return Object.entries(value)
    const pairs = [...(value as Iterable<unknown>)]
    return pairs.every(isPair) ? pairs : undefined
  } catch {
    return undefined
  }
}

function isPair(value: unknown): value is readonly [string, unknown] {
  return describeValue(value) === 'an array' && typeof (value as readonly unknown[])[0] === 'string'
}
