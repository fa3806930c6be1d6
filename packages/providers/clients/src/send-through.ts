import { classifyError } from '@llm-balancer/core'
import { ProviderError, readResponse } from '@llm-balancer/provider'
import { refusalOf } from './refusal-of.ts'
import type { SdkClient, SdkRequest } from './sdk-client.ts'
import { isGroqSdk } from './client-vendor.ts'
import type { ClientVendor } from './client-vendors.generated.ts'

/**
 * Sends a request through an SDK's client as a `fetch` would: one attempt, without the client's own retries, and a refusal
 * is a response. Paths are relative to a base URL such as `https://api.openai.com/v1`; Anthropic's begin with `/v1`.
 *
 * @throws the network error; InvalidAnswerError when the client gave no response; or a ProviderError when it could not make
 * a request (no token, a missing project)
 */
export async function sendThrough(
  client: SdkClient,
  vendor: ClientVendor,
  request: Omit<SdkRequest, 'maxRetries'>,
): Promise<Response> {
  const path = isGroqSdk(client) ? `/openai/v1${request.path}` : request.path
  let response: Response
  try {
    response = await client.request({ ...request, path, maxRetries: 0 }).asResponse()
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== undefined) return refusal
    throw request.signal?.aborted === true ? error : failureOf(error, vendor)
  }
  readResponse(response, 'the client')
  return response
}

/** SDKs wrap what `fetch` threw, and throw errors of their own before they call it, whose text may contain a token. */
function failureOf(error: unknown, provider: ClientVendor): unknown {
  const { kind } = classifyError(error, 0)
  if (kind === 'network' || /abort/i.test(String(error)))
    return (error as { readonly cause?: unknown }).cause ?? error
  return new ProviderError(
    kind === 'timeout'
      ? { provider, kind, message: "timed out by the client's own clock" }
      : {
          provider,
          kind: 'auth',
          message: 'the client could not make the request: see its credentials and settings',
        },
  )
}
