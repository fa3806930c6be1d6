/** Reads values of a vendor's answer, which may be of any type. */
import { isJsonRecord, type JsonRecord } from './json-record.ts'

/** A string as it is; anything else is the empty string. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A number of tokens, ≥ 0; anything else is undefined. */
export function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined
}

/** An object that is no list; anything else is an empty one. */
export function asRecord(value: unknown): JsonRecord {
  return isJsonRecord(value) ? value : {}
}

/** The objects of a list; anything else is an empty list. */
export function asRecords(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isJsonRecord) : []
}
