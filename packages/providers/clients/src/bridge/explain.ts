import { ProviderError } from '@llm-balancer/provider'
import type { ClientVendor } from '../client-vendor.ts'
import { placeholderKey, sdkVendors } from '../sdk-vendors.ts'

/** Who failed at what. */
export type FailedCall = {
  readonly vendor: ClientVendor
  /** What was asked for, for messages: a model, or what the path begins with. */
  readonly subject: string
  /** False when the request names no model, so that none can have been missed. */
  readonly namesModel: boolean
  readonly now: () => number
}

/**
 * What an outcome means, by the tables of the vendor's adapter: it is given the outcome as that of a request of its own,
 * and throws what it always throws. `outcome` gives the refusal, or throws what the network said.
 */
export async function explain(
  { vendor, subject, namesModel, now }: FailedCall,
  outcome: () => Promise<Response>,
): Promise<ProviderError> {
  const adapter = sdkVendors[vendor].chat({
    apiKey: placeholderKey,
    baseURL: 'https://llm-balancer.invalid',
    model: subject,
    now,
    fetch: outcome,
  })
  try {
    await adapter.generate({ messages: [{ role: 'user', content: 'Hello' }] })
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error
    return error.kind === 'model-not-found' && !namesModel ? notFound(error) : error
  }
  return invalidAnswer({ vendor, subject })
}

/** Nothing of the target's: a file or a batch that is not there. */
function notFound({ provider, modelId, status, requestId }: ProviderError): ProviderError {
  return new ProviderError({
    provider,
    modelId,
    status,
    requestId,
    kind: 'bad-request',
    message: 'not found',
  })
}

/** The error of a good response that holds no answer. */
export function invalidAnswer(
  { vendor, subject }: Pick<FailedCall, 'vendor' | 'subject'>,
  message = 'the answer is not what it should be',
): ProviderError {
  return new ProviderError({ provider: vendor, modelId: subject, kind: 'invalid-response', message })
}
