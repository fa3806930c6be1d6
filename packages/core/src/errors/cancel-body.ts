import { readProperty } from '../options/read-property.ts'
import { isResponse } from './is-response.ts'
import { ProviderError } from './provider-error.ts'

/**
 * Cancels the body of a response that will not be read, or of the response that a `ProviderError` holds, so that its
 * connection is free at once. Does nothing to other values and to bodies that are being read. Never throws.
 */
export function cancelBody(responseOrError: unknown): void {
  const response = ProviderError.isInstance(responseOrError)
    ? readProperty(responseOrError, 'response')
    : responseOrError
  if (!isResponse(response)) return
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
