import type { Balancer } from '@llm-balancer/core'
import { openBridge, type BridgeOptions } from './bridge-options.ts'
import type { BridgeTarget } from './bridge-target.ts'
import { readRequest } from './bridged-request.ts'
import { outerAnswer } from './outer-answer.ts'
import { streamedAnswer, streamFormatOf } from './streamed-answer.ts'
import { checkIsKnown } from './unknown-format.ts'
import { wholeAnswer } from './whole-answer.ts'

/** A `fetch` for an official SDK's client. */
export type BridgeFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A `fetch` that spreads the requests of a genuine SDK client over a balancer's targets: one request is one run. Hand it to
 * the client together with `maxRetries: 0`; `balanced` gives both.
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
      const format = streamFormatOf(request)
      return await (format === undefined
        ? wholeAnswer(state, request)
        : streamedAnswer(state, request, format))
    } catch (error) {
      return outerAnswer(error, request)
    }
  }
}
