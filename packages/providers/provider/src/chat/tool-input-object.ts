import { isJsonRecord, parseJsonObject, type JsonRecord } from '../read/json-record.ts'

/** The arguments of a tool call as an object, for vendors that take nothing else; anything else becomes an empty one. */
export function toolInputObject(input: unknown): JsonRecord {
  if (isJsonRecord(input)) return input
  return (typeof input === 'string' ? parseJsonObject(input) : undefined) ?? {}
}
