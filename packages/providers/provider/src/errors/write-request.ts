/**
 * Writing a request reads what the caller put into it, which may throw (a `toJSON`, a getter) or contain itself. That is no target's
 * fault.
 */
import { ProviderError } from '@llm-balancer/core/errors'
import { safeCause } from './safe-cause.ts'

/** Whose request it is. */
type Speaker = { readonly provider: string; readonly modelId?: string | undefined }

/** Makes a vendor's request of a caller's. @throws ProviderError `bad-request`, or the TypeError or RangeError that names a mistake */
export function buildRequest<Built>(speaker: Speaker, build: () => Built): Built {
  try {
    return build()
  } catch (error) {
    const isNamed = error instanceof TypeError || error instanceof RangeError
    throw isNamed || ProviderError.isInstance(error) ? error : unwritable(speaker, error)
  }
}

/** The body of a request as text. @throws ProviderError `bad-request` */
export function writeJson(speaker: Speaker, body: object): string {
  try {
    return JSON.stringify(body)
  } catch (error) {
    throw unwritable(speaker, error)
  }
}

function unwritable({ provider, modelId }: Speaker, error: unknown): ProviderError {
  const message = 'the request cannot be written as JSON'
  return new ProviderError({ provider, modelId, kind: 'bad-request', message, cause: safeCause(error) })
}
