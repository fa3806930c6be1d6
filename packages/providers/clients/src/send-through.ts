import { classifyError } from '@llm-balancer/core'
import { ProviderError, readResponse } from '@llm-balancer/provider'
import type { ClientVendor } from './client-vendors.generated.ts'
import { refusalOf } from './refusal-of.ts'
import type { ClientRequest, OpenClient } from './sdk/opened.ts'

/**
 * Sends a request through an SDK's client as a `fetch` would: one attempt, without the client's own retries, and a refusal
 * is a response.
 *
 * @throws the network error; InvalidAnswerError when the client gave no response; or a ProviderError when it could not make
 * a request (no token, a missing project)
 */
export async function sendThrough(
  client: OpenClient,
  vendor: ClientVendor,
  request: ClientRequest,
): Promise<Response> {
  let response: Response
  try {
    response = await client.send(request)
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
