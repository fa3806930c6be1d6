import type { JsonRecord } from '../http/http-answer.ts'
import { isJsonRecord, parseJsonObject } from '../http/read-json.ts'

/** The arguments of a tool call as an object, for vendors that take nothing else; what is none is an empty one. */
export function toolInputObject(input: unknown): JsonRecord {
  if (isJsonRecord(input)) return input
  return (typeof input === 'string' ? parseJsonObject(input) : undefined) ?? {}
}
