import type { BalancedStream } from '@llm-balancer/core'
import { parseJsonObject } from '@llm-balancer/provider'
import type { BridgeState } from './bridge-options.ts'
import type { IncomingRequest } from './bridged-request.ts'
import { isKept } from './endpoint-kind.ts'
import { chatEvents } from './events/chat-events.ts'
import type { EventReader } from './events/event-facts.ts'
import { messagesEvents } from './events/messages-events.ts'
import { responsesEvents } from './events/responses-events.ts'
import { exchange, refused, textOf, type Exchange } from './exchange.ts'
import { invalidAnswer } from './explain.ts'
import { frames, type Frame } from './frames.ts'
import { isFailure } from './is-failure.ts'
import { runOptionsOf } from './run-options-of.ts'
import type { Whereabouts } from './whereabouts.ts'

/** How the events of a streamed answer are read at one target; undefined where it does not come as events we know. */
export function eventsOf(
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
 * Serves a request whose answer is a stream. It is held back until its first content, so that no failure before that is
 * noticed; from then on each read of the outer client reads one event of the target.
 *
 * @throws what the run throws before the first content; the body throws what breaks it afterwards
 */
export async function streamedAnswer(
  bridge: BridgeState,
  request: IncomingRequest,
  readerOf: NonNullable<ReturnType<typeof eventsOf>>,
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
  const remember = isKept(request) ? bridge.whereabouts : undefined
  return new Response(bodyOf(stream, remember), first?.head)
}

function bodyOf(
  stream: BalancedStream<Frame>,
  whereabouts: Whereabouts | undefined,
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
        whereabouts?.remember(value.answerId, stream.target?.id)
        // The balancer has to hear how it failed before the outer client reads that and leaves.
        if (value.isFailure === true) await stream.next().catch(() => {})
        controller.enqueue(encoder.encode(value.text))
        if (value.isFailure === true) controller.close()
      },
      async cancel() {
        await stream.return()
      },
    },
    // Nothing is read ahead: what the outer client does not ask for is not asked of the target.
    { highWaterMark: 0 },
  )
}

/** A good response that says it is JSON or HTML is no stream. @throws ProviderError: the error it holds, or that it is none */
async function checkIsStream(made: Exchange, maxBytes: number): Promise<void> {
  const type = made.response.headers.get('content-type') ?? ''
  if (!/\b(json|html)\b/i.test(type)) return
  const { text } = await textOf(made, maxBytes)
  if (isFailure(parseJsonObject(text) ?? {})) throw await refused(made, text)
  throw invalidAnswer(made.call, 'the answer is no event stream')
}
