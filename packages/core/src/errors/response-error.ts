import type { Clock } from '../time/clock.ts'
import { ProviderError } from './provider-error.ts'
import { responseFailure } from './response-failure.ts'

/**
 * The error that a returned `Response` with a status of 400 or more is handled as: a `ProviderError` with that `response`,
 * whose body is not read. Undefined for every other value.
 *
 * @param provider begins the message: the target's id, or the function's name
 */
export function responseError(
  value: unknown,
  { clock, provider }: { readonly clock: Pick<Clock, 'now'>; readonly provider: string },
): ProviderError | undefined {
  const failure = responseFailure(value, clock)
  if (failure === undefined) return undefined
  const message = `answered with status ${String(failure.status ?? 'unknown')}`
  return new ProviderError({ ...failure, provider, message, response: value as Response })
}
