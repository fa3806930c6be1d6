import type { BalancedStream } from '@llm-balancer/core'
import { parseJsonObject } from '@llm-balancer/provider'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { isKept } from './endpoint-kind.ts'
import { chatEvents } from './events/chat-events.ts'
import type { EventReader } from './events/event-facts.ts'
import { messagesEvents } from './events/messages-events.ts'
import { responsesEvents } from './events/responses-events.ts'
import { exchange, refused, answerText, type Exchange } from './exchange.ts'
import { invalidAnswer } from './explain.ts'
import { frames, type Frame } from './frames.ts'
import { isFailure } from './is-failure.ts'
import { runOptionsOf } from './run-options-of.ts'
import type { AnswerLocations } from './answer-locations.ts'

/** How the events of a target's streamed answer are read; undefined for an unknown kind of stream. */
export function eventReaderOf(
  request: IncomingRequest,
): ((vendor: Exchange['call']['vendor']) => EventReader) | undefined {
  const { pathname, body } = request
  if (body?.['stream'] !== true || request.method !== 'POST') return undefined
  if (/^\/(chat\/)?completions$/.test(pathname))
    return (vendor) => chatEvents({ body, endsWithDone: vendor !== 'openai-compatible' })
  if (pathname === '/responses') return responsesEvents
  return pathname === '/v1/messages' ? messagesEvents : undefined
}

/**
 * Serves a request whose answer is a stream. It is held back until its first content, so that the outer client notices no
 * failure before that; from then on each read of the outer client reads one event of the target.
 *
 * @throws the run's error before the first content; the body throws later ones
 */
export async function streamedAnswer(
  bridge: BridgeState,
  request: IncomingRequest,
  readerOf: NonNullable<ReturnType<typeof eventReaderOf>>,
): Promise<Response> {
  const { now, balancer } = bridge
  const stream = balancer.stream<Frame>(
    async (client, attempt) => {
      const made = await exchange(client, { request, attempt, now })
      await checkIsStream(made, bridge.maxResponseBytes)
      return frames(made, readerOf(made.call.vendor))
    },
    {
      ...runOptionsOf(bridge, request),
      isContent: ({ isContent }) => isContent === true,
      isFinal: ({ isFinal }) => isFinal === true,
      usageOf: ({ usage }) => usage,
    },
  )
  const { value: first } = await stream.next()
  const remember = isKept(request) ? bridge.answerLocations : undefined
  return new Response(bodyOf(stream, remember), first?.head)
}

function bodyOf(
  stream: BalancedStream<Frame>,
  answerLocations: AnswerLocations | undefined,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await stream.next()
        if (done === true) {
          controller.close()
          return
        }
        answerLocations?.remember(value.answerId, stream.target?.id)
        // The balancer must learn of the failure before the outer client reads it and leaves.
        if (value.isFailure === true) await stream.next().catch(() => {})
        controller.enqueue(encoder.encode(value.text))
        if (value.isFailure === true) controller.close()
      },
      async cancel() {
        await stream.return()
      },
    },
    // Nothing is read ahead: the target is read only as fast as the outer client reads.
    { highWaterMark: 0 },
  )
}

/** Refuses a good response that is JSON or HTML instead of a stream. @throws ProviderError: the error inside it, or `invalid-response` */
async function checkIsStream(made: Exchange, maxBytes: number): Promise<void> {
  const type = made.response.headers.get('content-type') ?? ''
  if (!/\b(json|html)\b/i.test(type)) return
  const { text } = await answerText(made, maxBytes)
  if (isFailure(parseJsonObject(text) ?? {})) throw await refused(made, text)
  throw invalidAnswer(made.call, 'the answer is no event stream')
}
