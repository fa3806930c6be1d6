import { AllTargetsFailedError } from '@llm-balancer/core'
import { ProviderError } from '@llm-balancer/provider'
import type { ClientVendor } from '../client-vendors.generated.ts'
import type { Format } from './outer-paths.ts'

const wrong = new WeakSet<Error>()

const otherFormats: readonly ClientVendor[] = ['anthropic', 'google', 'cohere']

/**
 * Refuses a target that has another format than the outer client. The run goes on with the next target, and it counts against
 * none; an `attempt-neutral` event says so.
 *
 * @param found hears of such a target
 * @throws ProviderError
 */
export function checkFormat(vendor: ClientVendor, format: Format, found: () => void): void {
  if ((otherFormats.includes(vendor) ? vendor : 'openai') === format) return
  found()
  const message = `it does not speak the format of the outer client, which is ${format}'s`
  const error = new ProviderError({ provider: vendor, kind: 'model-not-found', scope: 'request', message })
  wrong.add(error)
  throw error
}

/** True for a run that gave attempts to targets of another format: they are known now, and another run does not ask them. */
export function hasAskedMisfits(error: unknown): boolean {
  return AllTargetsFailedError.isInstance(error) ? error.errors.some(hasAskedMisfits) : isWrongFormat(error)
}

/** True for the error of a target that has another format. */
export function isWrongFormat(error: unknown): boolean {
  return error instanceof Error && wrong.has(error)
}
