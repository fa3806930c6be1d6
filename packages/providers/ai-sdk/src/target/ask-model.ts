import { within } from '@llm-balancer/core/time'
import { isJsonRecord, parseLimitHeaders } from '@llm-balancer/provider'
import type { CallOptions, ChatRequest } from '@llm-balancer/provider'
import type { AiSdkTarget } from './ai-sdk-target.ts'
import { answeredOf } from './answered-of.ts'
import { sentWith } from './sent-call.ts'
import { toProviderError } from './to-provider-error.ts'

/** One call of an AI SDK model. */
export interface ModelCall<Answer> {
  readonly target: AiSdkTarget
  readonly request: Pick<ChatRequest, 'headers'>
  readonly options: CallOptions
  ask(): PromiseLike<Answer>
  /** Closes an answer that comes after the call was aborted. */
  readonly discard?: ((late: Awaited<Answer>) => void) | undefined
}

/** The part of every answer that is reported. */
type WithHeaders = { readonly response?: { readonly headers?: Record<string, string> | undefined } }

/** Makes one call and reports the headers of its answer or refusal. @throws ProviderError, or the signal's reason */
export async function askModel<Answer extends WithHeaders>(call: ModelCall<Answer>): Promise<Answer> {
  const { target, options, discard } = call
  const { signal } = options
  signal?.throwIfAborted()
  try {
    const asked = Promise.resolve().then(() => call.ask())
    const answer = await within(asked, { signal, discard })
    reportHeaders(call, answer.response?.headers)
    return answer
  } catch (error) {
    signal?.throwIfAborted()
    reportHeaders(call, answeredOf(error)?.['responseHeaders'])
    throw toProviderError(error, target, sentWith(call))
  }
}

function reportHeaders(
  { target, options }: Pick<ModelCall<unknown>, 'target' | 'options'>,
  found: unknown,
): void {
  if (!isJsonRecord(found)) return
  const headers = found as Record<string, string>
  const limits = parseLimitHeaders(headers, target.limitHeaders, target.now())
  options.report?.(limits.length === 0 ? { headers } : { headers, limits })
}
