import { isDone, parseJsonObject, parseSse, ProviderError, redactSecrets } from '@llm-balancer/provider'
import type { SseEvent } from '@llm-balancer/provider'
import type { EventFacts, EventReader } from './events/event-facts.ts'
import { broken, refused, type Exchange } from './exchange.ts'
import { invalidAnswer } from './explain.ts'

/** One step of a streamed answer, for the balancer and for the outer client. */
export type Frame = Omit<EventFacts, 'error' | 'fault'> & {
  /** The event in the stream's own format; empty for the head. */
  readonly text: string
  /** True for an error of the vendor's in the stream: the reader fails after it. */
  readonly isFailure?: boolean
  /** The first frame alone: the head of the response. */
  readonly head?: { readonly status: number; readonly headers: Headers }
}

/**
 * Reads a streamed answer event by event. Events after a final one are read, too.
 *
 * @throws ProviderError for an error in the stream, after its event, and for a missing terminator
 */
export async function* frames(exchange: Exchange, read: EventReader): AsyncGenerator<Frame, void, undefined> {
  const { call, attempt, response, headers } = exchange
  yield { text: '', head: { status: response.status, headers } }
  for await (const event of eventsOf(exchange)) {
    const data = parseJsonObject(event.data)
    if (data === undefined && !isDone(event)) {
      // An incomplete event is dropped, so the answer that it would end is incomplete.
      if (event.cut === true) return
      if (event.event !== 'error') throw invalidAnswer(call, 'an event of the stream is no JSON object')
    }
    const { error, fault, ...facts } = read(
      event,
      data ?? (isDone(event) ? undefined : { message: event.data }),
    )
    if (fault !== undefined) throw faulty(exchange, fault)
    const text = encoded(event)
    if (error !== undefined) {
      yield { ...facts, text: redactSecrets(text, exchange.secrets), isFailure: true }
      throw await refused(exchange, JSON.stringify(error))
    }
    yield { ...facts, text }
    if (isDone(event)) return
  }
  attempt.signal.throwIfAborted()
}

async function* eventsOf({ call, attempt, response }: Exchange): AsyncGenerator<SseEvent, void, undefined> {
  if (response.body === null) return
  try {
    yield* parseSse(response.body, { signal: attempt.signal })
  } catch (error) {
    const reason = await broken(error, attempt.signal, call)
    throw ProviderError.isInstance(reason) && reason.kind === 'network'
      ? interrupted(call, reason.cause)
      : reason
  }
}

function faulty({ call }: Exchange, kind: NonNullable<EventFacts['fault']>): ProviderError {
  return kind === 'stream-interrupted' ? interrupted(call) : invalidAnswer(call, 'the answer is empty')
}

function interrupted({ vendor, subject }: Exchange['call'], cause?: unknown): ProviderError {
  const message = 'the stream ended before its finish'
  return new ProviderError({ provider: vendor, modelId: subject, kind: 'stream-interrupted', message, cause })
}

function encoded({ event, data }: SseEvent): string {
  const lines = data.split('\n').map((line) => `data: ${line}\n`)
  return `${event === undefined ? '' : `event: ${event}\n`}${lines.join('')}\n`
}
