import { parseJsonObject, usageIn } from '@llm-balancer/provider'
import { bodyFor } from '../refusal-of.ts'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { answersJson, isKept } from './endpoint-kind.ts'
import { completedAnswer } from './events/completed-chunks.ts'
import { issuedIn } from './conversation/issued-in.ts'
import type { EventFacts } from './events/event-facts.ts'
import { exchange, refused, answerText, type Exchange } from './exchange.ts'
import { faultOf, invalidAnswer } from './explain.ts'
import { factsOfChat, isAnswer } from './is-answer.ts'
import { isFailure } from './is-failure.ts'
import { withRefusal } from './refusals.ts'
import { runOptionsOf } from './run-options-of.ts'

/** Serves a request whose answer comes as a whole. @throws what the run throws */
export async function wholeAnswer(bridge: BridgeState, request: IncomingRequest): Promise<Response> {
  const { now, balancer, answerLocations, misfits, memory } = bridge
  const { value, target } = await balancer.runWithTrail(
    async (client, attempt) => {
      if (answersJson(request)) {
        const made = await exchange(client, { request, attempt, now, misfits, memory })
        return readAnswer(made, request, bridge.maxResponseBytes)
      }
      // Its body is read when the run is long over, and the caller may still abort then.
      const signal = AbortSignal.any([attempt.signal, ...(request.signal ? [request.signal] : [])])
      const made = await exchange(client, { request, attempt: { ...attempt, signal }, now, misfits, memory })
      return { made, body: undefined, id: undefined }
    },
    runOptionsOf(bridge, request),
  )
  const { made, body, id } = value
  const { response, headers } = made
  const { status } = response
  if (body === undefined) return new Response(bodyFor(status, response.body), { status, headers })
  if (isKept(request)) answerLocations.remember(id, target.id)
  return new Response(bodyFor(status, body), { status, headers })
}

/** An answer that was read; the balancer looks at the reason for which it may be empty. */
type ReadAnswer = Pick<EventFacts, 'finishReason'> & {
  readonly made: Exchange
  readonly body: string
  readonly id: unknown
}

/** Reads a JSON answer. @throws ProviderError when it is not JSON, holds an error, is no answer to the request, or is empty */
async function readAnswer(made: Exchange, request: IncomingRequest, maxBytes: number): Promise<ReadAnswer> {
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
  if (!isAnswer(request, answer)) throw invalidAnswer(made.call)
  made.attempt.report({ usage: usageIn(answer) })
  const { error, isOuterForm, fault, words, finishReason } = factsOfChat(request, answer)
  if (error !== undefined) {
    const refusal = await refused(made, JSON.stringify(error))
    throw isOuterForm === true ? withRefusal(refusal, given) : refusal
  }
  if (fault !== undefined) throw withRefusal(faultOf(made.call, fault, words), given)
  made.note(issuedIn(answer))
  const { id } = answer
  made.noteTaken(id)
  const completed = completedAnswer(answer)
  const body = completed === answer ? text : JSON.stringify(completed)
  return { made, body, id, ...(finishReason === undefined ? {} : { finishReason }) }
}
