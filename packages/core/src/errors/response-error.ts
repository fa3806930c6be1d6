import { readProperty } from '../options/read-property.ts'
import { classifyError } from './classify-error.ts'
import type { Failure } from './failure.ts'
import { ProviderError } from './provider-error.ts'

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

/**
 * The error that a returned `Response` with a status of 400 or more is handled as: a `ProviderError` with that `response`,
 * whose body is not read. Undefined for every other value.
 *
 * @param provider begins the message: the target's id, or the function's name
 */
export function responseError(
  value: unknown,
  { now, provider }: { readonly now: number; readonly provider: string },
): ProviderError | undefined {
  const failure = responseFailure(value, now)
  if (failure === undefined) return undefined
  const message = `answered with status ${String(failure.status ?? 'unknown')}`
  return new ProviderError({ ...failure, provider, message, response: value as Response })
}

/**
 * Cancels the body of a response that will not be read, or of the response that an error of {@link responseError} holds, so
 * that its connection is free at once. Does nothing to other values and to bodies that are being read. Never throws.
 */
export function cancelBody(responseOrError: unknown): void {
  const response = readProperty(responseOrError, 'response') ?? responseOrError
  const body = readProperty(response, 'body')
  void quietly(body, readProperty(body, 'cancel') ?? readProperty(body, 'destroy'))
}

async function quietly(body: unknown, end: unknown): Promise<void> {
  try {
    if (typeof end === 'function') await Reflect.apply(end, body, [])
  } catch {
    // It has ended, or another reader has it.
  }
}
