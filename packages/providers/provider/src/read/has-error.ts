import type { JsonRecord } from './json-record.ts'

/**
 * True for an object with an `error` that says something, as most vendors have it where an answer should be. Servers write the field
 * beside good answers too: null, false, an empty text or an empty object.
 */
export function hasError({ error }: JsonRecord): boolean {
  return typeof error === 'object' && error !== null ? Object.keys(error).length > 0 : Boolean(error)
}
