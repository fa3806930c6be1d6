import type { BalancedStream } from '@llm-balancer/core'
import { BalancerError } from '@llm-balancer/core/errors'
import { isContentPart, isFinalPart } from '@llm-balancer/provider'
import type { StreamPart, Warning } from '@llm-balancer/provider'
import {
  newAnswerId,
  type AnswerContext,
  type EventWriter,
  type ToldFailure,
} from '@llm-balancer/provider/answers'
import { toTrail, type ServiceCall } from '@llm-balancer/provider/balanced'
import type { BridgeFetch } from '../bridge/bridge.ts'
import { readRequest, type IncomingRequest } from '../bridge/bridged-request.ts'
import { outerAnswer } from '../bridge/outer-answer.ts'
import { chatApi } from './chat/chat-api.ts'
import { messagesApi } from './messages/messages-api.ts'
import { refuseThread } from './messages/without-threads.ts'
import { warningNames, type OuterApi } from './outer-api.ts'
import { responsesApi } from './responses/responses-api.ts'
import {
  openTranslation,
  type TranslateOptions,
  type TranslateSource,
  type TranslateState,
} from './translate-options.ts'

const apis: Readonly<Record<string, OuterApi>> = {
  'openai /chat/completions': chatApi,
  'openai /responses': responsesApi,
  'anthropic /v1/messages': messagesApi,
}

/**
 * A `fetch` for a genuine OpenAI or Anthropic client whose requests any chat model can serve: they are translated to requests of
 * a balancer's targets, whichever vendors those are, and the answers back. One request is one run. It reads chat completions,
 * Responses and Messages, streamed and whole; what could not be said to every vendor is refused before any target is asked.
 *
 * @throws TypeError naming an option that is unknown or wrong
 */
export function translatingBridge(source: TranslateSource, options: TranslateOptions = {}): BridgeFetch {
  const state = openTranslation(source, options)
  return async (input, init) => {
    // SDKs read this property of their `fetch` before an upload, to learn which `Response` it uses.
    if (input === 'data:,') return new Response('')
    const request = await readRequest(input, init)
    try {
      return await serve(state, request)
    } catch (error) {
      return outerAnswer(error, request)
    }
  }
}

async function serve(state: TranslateState, request: IncomingRequest): Promise<Response> {
  const { method, pathname, format, body, signal } = request
  const api = apis[`${format} ${pathname}`]
  if (api === undefined || method !== 'POST' || body === undefined) {
    const known = 'POST /chat/completions, /responses and /v1/messages, with a JSON object as the body'
    throw new TypeError(`translate: this request cannot be translated; known are ${known}`)
  }
  const refusal = api === messagesApi ? refuseThread(body) : undefined
  if (refusal !== undefined) return refusal
  const { messages } = body
  const known = api === chatApi ? { ...body, messages: state.answers.restored(messages) } : body
  const { request: translated, affinityKey } = api.read(known)
  const call: ServiceCall = {
    request: translated,
    options: { ...(affinityKey === undefined ? {} : { affinityKey }), ...state.runOptions(request), signal },
    includeRaw: false,
    asks: () => {},
  }
  const context: AnswerContext = {
    body,
    now: state.now(),
    newId: (prefix) => newAnswerId(prefix, state.random),
    keep: (answer) => {
      state.answers.keep(messages, answer)
    },
  }
  return body['stream'] === true
    ? streamed(state, call, api.open(context))
    : whole(state, call, { api, context })
}

async function whole(
  { service }: TranslateState,
  call: ServiceCall,
  { api, context }: { readonly api: OuterApi; readonly context: AnswerContext },
): Promise<Response> {
  const { response, attempts } = await service.generate(call)
  const headers = headersOf(toTrail(attempts).target, response.warnings)
  return Response.json(api.whole(response, context), { headers })
}

/** Waits for the first content: until then another target takes over when one fails. */
async function streamed(
  { service }: TranslateState,
  call: ServiceCall,
  writer: EventWriter,
): Promise<Response> {
  const stream = service.stream(call)
  const warnings: Warning[] = []
  let head = ''
  for (;;) {
    const { done, value } = await stream.next()
    if (done === true) break
    if (value.type === 'stream-start') warnings.push(...value.warnings)
    head += writer.write(value)
    if (isContentPart(value) || isFinalPart(value)) break
  }
  const headers = headersOf(stream.target?.id ?? '', warnings)
  headers.set('content-type', 'text/event-stream; charset=utf-8')
  return new Response(bodyOf(stream, writer, head), { headers })
}

function bodyOf(
  stream: BalancedStream<StreamPart>,
  writer: EventWriter,
  head: string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let waiting = head
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let isDone = false
        // A part may add nothing to the outer answer; each read gives something or ends it.
        while (waiting === '' && !isDone) ({ text: waiting, isDone } = await nextText(stream, writer))
        if (waiting !== '') controller.enqueue(encoder.encode(waiting))
        waiting = ''
        if (isDone) controller.close()
      },
      async cancel() {
        await stream.return()
      },
    },
    // Nothing is read ahead of the outer client.
    { highWaterMark: 0 },
  )
}

async function nextText(
  stream: BalancedStream<StreamPart>,
  writer: EventWriter,
): Promise<{ readonly text: string; readonly isDone: boolean }> {
  try {
    const { done, value } = await stream.next()
    return done === true ? { text: '', isDone: true } : { text: writer.write(value), isDone: false }
  } catch (error) {
    return { text: writer.fail(failureOf(error)), isDone: true }
  }
}

/** What the outer client is told of a stream that broke. Messages of the balancer's errors hold no secret. */
function failureOf(error: unknown): ToldFailure {
  if (!BalancerError.isInstance(error)) return { message: 'the stream broke', kind: 'network' }
  const { message, code, kind = code } = error as BalancerError & { readonly kind?: string }
  return { message, kind }
}

function headersOf(target: string, warnings: readonly Warning[]): Headers {
  const names = warningNames(warnings)
  // Ids of targets may hold what a header may not.
  const headers = new Headers({ 'x-llm-balancer-target': encodeURI(target) })
  if (names !== '') headers.set('x-llm-balancer-warnings', names)
  return headers
}
