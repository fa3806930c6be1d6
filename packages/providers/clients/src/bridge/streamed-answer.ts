import type { BalancedStream } from '@llm-balancer/core'
import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import type { AnswerLocations } from './answer-locations.ts'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { isKept } from './endpoint-kind.ts'
import { ChatEvents, chatEventsOf } from './events/chat-events.ts'
import { CohereEvents, cohereEventsOf } from './events/cohere-events.ts'
import type { AnswerEvents } from './events/event-facts.ts'
import { GoogleEvents, googleEventsOf } from './events/google-events.ts'
import { MessagesEvents, messagesEventsOf } from './events/messages-events.ts'
import { ResponsesEvents, responsesEventsOf } from './events/responses-events.ts'
import { exchange, type Exchange } from './exchange.ts'
import { frames, type Frame } from './frames.ts'
import { isAnswer } from './is-answer.ts'
import { runOptionsOf } from './run-options-of.ts'

/** How the streams of one format are read. */
export type StreamFormat = {
  /** Begins to read the events of a target's answer. */
  readonly open: (made: Exchange) => AnswerEvents
  /** The events of a whole answer. */
  readonly eventsOf: (answer: JsonRecord, request: JsonRecord) => readonly SseEvent[]
}

/** How a request's stream is read; undefined for a request that asks for none, and for an unknown kind of stream. */
export function streamFormatOf({ pathname, body, method }: IncomingRequest): StreamFormat | undefined {
  if (pathname.endsWith(':streamGenerateContent') && body !== undefined) return googleFormat(body)
  if (body?.['stream'] !== true || method !== 'POST') return undefined
  if (/^\/(chat\/)?completions$/.test(pathname)) return chatFormat(body)
  if (pathname === '/responses') return responsesFormat
  if (pathname === '/v2/chat') return cohereFormat
  return pathname === '/v1/messages' ? messagesFormat : undefined
}

function chatFormat(body: JsonRecord): StreamFormat {
  return {
    open: ({ call: { vendor }, finishReason }) =>
      new ChatEvents({ body, endsWithDone: vendor !== 'openai-compatible', finishReason }),
    eventsOf: chatEventsOf,
  }
}

const responsesFormat: StreamFormat = { open: () => new ResponsesEvents(), eventsOf: responsesEventsOf }
const googleFormat = (body: JsonRecord): StreamFormat => ({
  open: () => new GoogleEvents(body),
  eventsOf: googleEventsOf,
})
const cohereFormat: StreamFormat = { open: () => new CohereEvents(), eventsOf: cohereEventsOf }
const messagesFormat: StreamFormat = { open: () => new MessagesEvents(), eventsOf: messagesEventsOf }

/**
 * Serves a request whose answer is a stream. It is held back until its first content, so that the outer client notices no
 * failure before that; from then on each read of the outer client reads one event of the target.
 *
 * @throws the run's error before the first content; the body throws later ones
 */
export async function streamedAnswer(
  bridge: BridgeState,
  request: IncomingRequest,
  format: StreamFormat,
): Promise<Response> {
  const { now, clock, balancer, maxResponseBytes, misfits, memory } = bridge
  const eventsOf = (document: JsonRecord): readonly SseEvent[] | undefined =>
    isAnswer(request, document) ? format.eventsOf(document, request.body ?? {}) : undefined
  const stream = balancer.stream<Frame>(
    async (client, attempt) => {
      const made = await exchange(client, { request, attempt, now, misfits, memory })
      return frames(made, { answer: format.open(made), eventsOf, maxResponseBytes, clock })
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
