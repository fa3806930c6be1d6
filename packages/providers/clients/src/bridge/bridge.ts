import { NoTargetAvailableError, type Balancer } from '@llm-balancer/core'
import { openBridge, type BridgeOptions, type BridgeState } from './bridge-options.ts'
import type { BridgeTarget } from './bridge-target.ts'
import { readRequest, type IncomingRequest } from './bridged-request.ts'
import { isInference } from './endpoint-kind.ts'
import { outerAnswer } from './outer-answer.ts'
import { streamedAnswer, streamFormatOf } from './streamed-answer.ts'
import { checkIsKnown } from './unknown-format.ts'
import { wholeAnswer } from './whole-answer.ts'
import { hasAskedMisfits } from './wrong-format.ts'

/** A `fetch` for an official SDK's client. */
export type BridgeFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A `fetch` that spreads the requests of a genuine SDK client over a balancer's targets: one request is one run. Hand it to
 * the client together with `maxRetries: 0`; `balanced` gives both. Requests have the format of OpenAI, Anthropic, Google or Cohere,
 * and so have the targets that they are sent to.
 *
 * @throws TypeError or RangeError naming an option that is unknown or wrong.
 */
export function bridge(balancer: Balancer<BridgeTarget>, options: BridgeOptions = {}): BridgeFetch {
  const state = openBridge(balancer, options)
  return async (input, init) => {
    // SDKs read this property of their `fetch` before an upload, to learn which `Response` it uses.
    if (input === 'data:,') return new Response('')
    const request = await readRequest(input, init)
    try {
      checkIsKnown(request)
      return await answered(state, request)
    } catch (error) {
      return outerAnswer(error, request)
    }
  }
}

/**
 * Targets of another format may have taken attempts of a run: then there is another one, without them. What the first one met is the
 * answer where the second finds nothing to ask.
 */
async function answered(state: BridgeState, request: IncomingRequest): Promise<Response> {
  const { length } = state.misfits.of(request.format)
  try {
    return await served(state, request)
  } catch (error) {
    const isNew = state.misfits.of(request.format).length > length
    if (!isNew || !hasAskedMisfits(error) || request.signal?.aborted === true || !isInference(request))
      throw error
    return await served(state, request).catch((later: unknown) => {
      throw NoTargetAvailableError.isInstance(later) ? error : later
    })
  }
}

function served(state: BridgeState, request: IncomingRequest): Promise<Response> {
  const format = streamFormatOf(request)
  return format === undefined ? wholeAnswer(state, request) : streamedAnswer(state, request, format)
}
