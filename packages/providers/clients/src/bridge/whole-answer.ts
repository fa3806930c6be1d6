import { asRecords, parseJsonObject } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import { bodyFor } from '../refusal-of.ts'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { answersJson, isKept } from './endpoint-kind.ts'
import { hasContent } from './events/event-facts.ts'
import { exchange, refused, answerText, type Exchange } from './exchange.ts'
import { invalidAnswer } from './explain.ts'
import { isFailure } from './is-failure.ts'
import { withRefusal } from './refusals.ts'
import { runOptionsOf } from './run-options-of.ts'
import { usageIn } from './usage-in.ts'

/** Serves a request whose answer comes as a whole. @throws what the run throws */
export async function wholeAnswer(bridge: BridgeState, request: IncomingRequest): Promise<Response> {
  const { now, balancer, answerLocations } = bridge
  const { value, target } = await balancer.runWithTrail(
    async (client, attempt) => {
      if (answersJson(request)) {
        return readAnswer(await exchange(client, { request, attempt, now }), bridge.maxResponseBytes)
      }
      // Its body is read when the run is long over, and the caller may still abort then.
      const signal = AbortSignal.any([attempt.signal, ...(request.signal ? [request.signal] : [])])
      const made = await exchange(client, { request, attempt: { ...attempt, signal }, now })
      return { made, body: undefined }
    },
    runOptionsOf(bridge, request),
  )
  const { made, body } = value
  const { response, headers } = made
  const { status } = response
  if (body === undefined) return new Response(bodyFor(status, response.body), { status, headers })
  if (isKept(request)) answerLocations.remember(parseJsonObject(body)?.['id'], target.id)
  return new Response(bodyFor(status, body), { status, headers })
}

/** Reads a JSON answer. @throws ProviderError when it is not JSON, holds an error, or is empty */
async function readAnswer(
  made: Exchange,
  maxBytes: number,
): Promise<{ readonly made: Exchange; readonly body: string }> {
  const { text, cut } = await answerText(made, maxBytes)
  const answer = cut ? undefined : parseJsonObject(text)
  if (answer === undefined) throw invalidAnswer(made.call, 'the answer is no JSON object')
  const { status } = made.response
  const given = { status, headers: made.headers, body: text }
  if (isFailure(answer)) {
    const error = await refused(made, text)
    // A failed response is an object of its own, which the outer client knows.
    throw answer['object'] === 'response' ? withRefusal(error, given) : error
  }
  made.attempt.report({ usage: usageIn(answer) })
  if (!isEmpty(answer)) return { made, body: text }
  throw withRefusal(invalidAnswer(made.call, 'the answer is empty'), given)
}

/** True for an answer of a chat that stopped by itself without content. */
function isEmpty({ choices, content, stop_reason: stop, object }: JsonRecord): boolean {
  if (Array.isArray(choices) && object !== 'text_completion') {
    return asRecords(choices).every(
      ({ message, finish_reason: reason }) => reason === 'stop' && !hasContent(message),
    )
  }
  return stop === 'end_turn' && Array.isArray(content) && !content.some(hasContent)
}
