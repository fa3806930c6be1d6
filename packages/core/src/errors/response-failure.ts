import { readProperty } from '../options/read-property.ts'
import { classifyError } from './classify-error.ts'
import type { Failure } from './failure.ts'

/**
 * What a returned `Response` with a status of 400 or more means: the failure of an error with that status and those headers.
 * Undefined for every other value. A response is recognised by its shape (`ok`, `status`, `headers`); its body is not read.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function responseFailure(value: unknown, now: number): Failure | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (typeof readProperty(value, 'ok') !== 'boolean') return undefined
  const status = readProperty(value, 'status')
  const headers = readProperty(value, 'headers')
  if (typeof status !== 'number' || typeof headers !== 'object' || headers === null) return undefined
  return status >= 400 ? classifyError({ status, headers }, now) : undefined
}
