/** Reads values of a vendor's answer, which may be of any type. */
import { isJsonRecord, type JsonRecord } from './json-record.ts'

/** A string as it is, a number or a boolean as text: some servers parse what they should quote. Anything else is the empty string. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** A text that should hold JSON, or the JSON of an object that a server has not written as a text. */
export function asJsonText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : asText(value)
}

/** A number of tokens, ≥ 0, also as a text; anything else is undefined. */
export function asCount(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value
  return typeof count === 'number' && count >= 0 && count < Infinity ? count : undefined
}

/** An object that is no list; anything else is an empty one. */
export function asRecord(value: unknown): JsonRecord {
  return isJsonRecord(value) ? value : {}
}

/** The objects of a list; anything else is an empty list. */
export function asRecords(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isJsonRecord) : []
}
