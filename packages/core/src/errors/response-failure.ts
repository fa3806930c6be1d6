import { readProperty } from '../options/read-property.ts'
import { classifyError } from './classify-error.ts'
import type { Failure } from './failure.ts'
import { isResponse } from './is-response.ts'

/**
 * What a returned `Response` with a status of 400 or more means: the failure of an error with that status and those headers.
 * Undefined for every other value. A response is recognised by its shape; its body is not read.
 *
 * @param now Unix time in ms, for dates in headers
 */
export function responseFailure(value: unknown, now: number): Failure | undefined {
  if (!isResponse(value)) return undefined
  const status = readProperty(value, 'status') as number
  return status >= 400 ? classifyError({ status, headers: readProperty(value, 'headers') }, now) : undefined
}
