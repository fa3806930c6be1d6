import { readProperty } from '../options/read-property.ts'
import type { Clock } from '../time/clock.ts'
import { classifyError } from './classify-error.ts'
import type { Failure } from './failure.ts'
import { isResponse } from './is-response.ts'

/**
 * What a returned `Response` with a status of 400 or more means: the failure of an error with that status and those headers.
 * Undefined for every other value. A response is recognised by its shape; its body is not read.
 *
 * @param clock Unix time in ms, for dates in headers; asked for a response that failed
 */
export function responseFailure(value: unknown, clock: Pick<Clock, 'now'>): Failure | undefined {
  if (!isResponse(value)) return undefined
  const status = readProperty(value, 'status') as number
  if (!(status >= 400)) return undefined
  return classifyError({ status, headers: readProperty(value, 'headers') }, clock.now())
}
