import { ProviderError } from '@llm-balancer/provider'
import type { FailureKind } from '@llm-balancer/provider'
import { placeholderKey } from '../adapter-settings.ts'
import { clientVendors, type ClientVendor } from '../client-vendors.generated.ts'

/** A failed call. */
export type ExplainedCall = {
  readonly vendor: ClientVendor
  /** The subject of messages: a model, or the beginning of the path. */
  readonly subject: string
  /** False when the request names no model, so that a 404 is not about one. */
  readonly namesModel: boolean
  readonly now: () => number
  /** The text of the request, and the keys of the target: errors repeat no word of them. @default none */
  readonly said?: string | undefined
  readonly secrets?: (() => readonly string[]) | undefined
}

/**
 * Classifies an outcome by the tables of the vendor's adapter, which gets it as the outcome of a request of its own.
 * `outcome` gives the refusal, or throws the network error.
 */
export async function explain(
  { vendor, subject, namesModel, now, said = '', secrets }: ExplainedCall,
  outcome: () => Promise<Response>,
): Promise<ProviderError> {
  const adapter = clientVendors[vendor].chat({
    // Its request is what no error may repeat; it is sent nowhere.
    apiKey: [placeholderKey, ...(secrets?.() ?? [])].filter(isPlain).join(' '),
    baseURL: 'https://llm-balancer.invalid',
    model: subject,
    now,
    fetch: outcome,
  })
  try {
    await adapter.generate({ messages: [{ role: 'user', content: said === '' ? 'Hello' : said }] })
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error
    return error.kind === 'model-not-found' && !namesModel ? notFound(error) : error
  }
  return invalidAnswer({ vendor, subject })
}

/** True for a word that a header can carry. */
function isPlain(word: string): boolean {
  return /^[\x21-\x7e]+$/.test(word)
}

/** A missing file or batch, which is not the target's fault. */
function notFound(error: ProviderError): ProviderError {
  const { provider, modelId, status, requestId, vendorCode, vendorMessage } = error
  return new ProviderError({
    provider,
    modelId,
    status,
    requestId,
    vendorCode,
    vendorMessage,
    kind: 'bad-request',
    message: 'not found',
  })
}

/** The error of a good response without a valid answer. */
export function invalidAnswer(
  { vendor, subject }: Pick<ExplainedCall, 'vendor' | 'subject'>,
  message = 'the answer is invalid',
): ProviderError {
  return new ProviderError({ provider: vendor, modelId: subject, kind: 'invalid-response', message })
}

/** The error of an answer that ended badly. */
export function faultOf(
  { vendor, subject }: Pick<ExplainedCall, 'vendor' | 'subject'>,
  kind: FailureKind,
  words?: string,
): ProviderError {
  const message = words ?? faultWords[kind] ?? 'the answer is empty'
  return new ProviderError({ provider: vendor, modelId: subject, kind, message })
}

const faultWords: Readonly<Partial<Record<FailureKind, string>>> = {
  'stream-interrupted': 'the stream ended before its finish',
  timeout: 'the vendor ran out of time',
}
