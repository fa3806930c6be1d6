import type { Clock } from '@llm-balancer/core'
import {
  EventReader,
  isDone,
  isJsonRecord,
  nextOrSilence,
  parseJsonObject,
  ProviderError,
  redactSecrets,
} from '@llm-balancer/provider'
import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import { issuedInEvent } from './conversation/issued-in.ts'
import type { AnswerEvents, EventFacts } from './events/event-facts.ts'
import { broken, refused, type Exchange } from './exchange.ts'
import { faultOf, invalidAnswer } from './explain.ts'
import { isFailure } from './is-failure.ts'
import { withRefusal } from './refusals.ts'

/** One step of a streamed answer, for the balancer and for the outer client. */
export type Frame = Omit<
  EventFacts,
  'error' | 'fault' | 'words' | 'isForeign' | 'isOuterForm' | 'completed'
> & {
  /** The event in the stream's own format; empty for the head. */
  readonly text: string
  /** True for an error of the vendor's in the stream: the reader fails after it. */
  readonly isFailure?: boolean
  /** The first frame alone: the head of the response. */
  readonly head?: { readonly status: number; readonly headers: Headers }
}

/** What {@link frames} needs to know of a stream beside its exchange. */
export type FrameSource = {
  readonly answer: AnswerEvents
  /** The events of a whole answer, for a target that did not stream; undefined for an object that is no answer. */
  readonly eventsOf: (document: JsonRecord) => readonly SseEvent[] | undefined
  readonly maxResponseBytes: number
  readonly clock: Clock
}

/**
 * Reads a streamed answer event by event. Events after a final one are read, too.
 *
 * @throws ProviderError for an error in the stream, after its event, and for a missing terminator
 */
export async function* frames(
  exchange: Exchange,
  source: FrameSource,
): AsyncGenerator<Frame, void, undefined> {
  const { attempt, response, headers } = exchange
  yield { text: '', head: { status: response.status, headers: streamed(headers) } }
  const { answer } = source
  let isFinal = false
  for await (const event of eventsOf(exchange, source)) {
    if (event === 'silence') {
      const { fault, words, ...facts } = answer.end()
      if (fault !== undefined) throw faultOf(exchange.call, fault, words)
      yield { ...facts, text: answer.last === undefined ? '' : encoded(answer.last) }
      return
    }
    const data = dataOf(exchange, event)
    if (data === undefined && !isDone(event)) continue
    const { error, fault, words, isForeign, isOuterForm, completed, ...facts } = answer.read(event, data)
    if (isForeign === true) continue
    if (fault !== undefined) throw faultOf(exchange.call, fault, words)
    const shown = withoutEmptyError(completed ?? data)
    const text = encoded(shown === data ? event : { ...event, data: JSON.stringify(shown) })
    if (error !== undefined) {
      yield { ...facts, text: redactSecrets(text, exchange.secrets), isFailure: true }
      const refusal = await refused(exchange, JSON.stringify(error))
      const given = { status: response.status, headers: streamed(headers), body: text }
      throw isOuterForm === true ? withRefusal(refusal, given) : refusal
    }
    if (data !== undefined) exchange.note(issuedInEvent(event.data, data))
    if (facts.isFinal === true) exchange.noteTaken(facts.answerId)
    yield { ...facts, text }
    if (isDone(event)) return
    isFinal ||= facts.isFinal === true
  }
  attempt.signal.throwIfAborted()
  if (!isFinal && answer.endsWithClose === true) yield closing(exchange, answer)
}

/** The close of the connection, where it ends the answer. @throws ProviderError for an invalid one */
function closing({ call }: Exchange, answer: AnswerEvents): Frame {
  const { fault, words, error: _, ...facts } = answer.end()
  if (fault !== undefined) throw faultOf(call, fault, words)
  return { ...facts, text: '' }
}

/** The object in an event; undefined for what holds none and means nothing. @throws ProviderError for JSON that cannot be read */
function dataOf({ call }: Exchange, event: SseEvent): JsonRecord | undefined {
  const data = parseJsonObject(event.data)
  if (data !== undefined || isDone(event)) return data
  // An incomplete event is dropped, so the answer that it would end is incomplete.
  if (event.cut === true) return undefined
  if (event.event === 'error') return { message: event.data }
  if (/^\s*\{/.test(event.data)) throw invalidAnswer(call, 'an event of the stream is no JSON object')
  return undefined
}

/** The events of the target, one by one; those of a whole answer where it did not stream. */
async function* eventsOf(
  exchange: Exchange,
  source: FrameSource,
): AsyncGenerator<SseEvent | 'silence', void, undefined> {
  const { attempt, response } = exchange
  if (response.body === null) return
  const { answer, clock, maxResponseBytes: maxDocumentChars } = source
  const { body } = response
  const { signal } = attempt
  const reader = await orBroken(exchange, () => new EventReader(body, { signal, maxDocumentChars }))
  try {
    for (;;) {
      const events = await orBroken(exchange, (): Promise<Events> =>
        answer.isFinished ? nextOrSilence(reader, clock, answer.graceMs) : reader.next(),
      )
      if (events === undefined) return
      if (events === 'silence') yield events
      else if (events[0]?.isDocument === true) yield* await documentEvents(exchange, source, events[0].data)
      else yield* events
      if (events === 'silence') return
    }
  } finally {
    reader.close()
  }
}

type Events = readonly SseEvent[] | 'silence' | undefined

/** @throws ProviderError: what broke the work, as the vendor's adapter means it; or the signal's reason */
async function orBroken<Value>(
  { call, attempt }: Exchange,
  work: () => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    const reason = await broken(error, attempt.signal, call)
    throw ProviderError.isInstance(reason) && reason.kind === 'network'
      ? interrupted(call, reason.cause)
      : reason
  }
}

/** @throws ProviderError: the error in a document, or `invalid-response` for one that is no answer */
async function documentEvents(
  exchange: Exchange,
  { eventsOf: toEvents }: FrameSource,
  text: string,
): Promise<readonly SseEvent[]> {
  const document = parseJsonObject(text)
  if (isJsonRecord(document) && isFailure(document)) throw await refused(exchange, text)
  const events = document === undefined ? undefined : toEvents(document)
  if (events !== undefined) return events
  throw invalidAnswer(exchange.call, 'the answer is no event stream')
}

/** The headers of a stream, whatever label the target's answer had. */
function streamed(headers: Headers): Headers {
  const all = new Headers(headers)
  if (!/\bevent-stream\b/i.test(all.get('content-type') ?? ''))
    all.set('content-type', 'text/event-stream; charset=utf-8')
  return all
}

function interrupted({ vendor, subject }: Exchange['call'], cause?: unknown): ProviderError {
  const message = 'the stream ended before its finish'
  return new ProviderError({ provider: vendor, modelId: subject, kind: 'stream-interrupted', message, cause })
}

/** Data without an empty error beside its piece of the answer, which clients take for an error. */
function withoutEmptyError(data: JsonRecord | undefined): JsonRecord | undefined {
  const error = data?.['error']
  if (typeof error !== 'object' || error === null || Object.keys(error).length > 0) return data
  const { error: _, ...rest } = data ?? {}
  return rest
}

function encoded({ event, data }: SseEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`
  return `${name}data: ${data.replaceAll('\n', '\ndata: ')}\n\n`
}
