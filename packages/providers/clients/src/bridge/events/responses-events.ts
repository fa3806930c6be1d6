import { asRecord, asRecords, asText, mayBeError, usageIn } from '@llm-balancer/provider'
import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import { anotherAnswer, filteredBy, type AnswerEvents, type EventFacts } from './event-facts.ts'

/** Events that only prepare something: states, and items and parts that are still empty. */
const preamble =
  /^(response\.(created|in_progress|queued|(content_part|reasoning_summary_part)\.added)|keepalive|ping)$/

/** Streams of OpenAI's Responses, whole with `response.completed` or `response.incomplete`. */
export class ResponsesEvents implements AnswerEvents {
  readonly last: SseEvent = { data: '[DONE]' }
  /** Its last event says how it ended. */
  readonly isFinished = false
  #id: string | undefined
  #isEmpty = true

  read(event: SseEvent, data: JsonRecord = {}): EventFacts {
    const type = event.event === 'error' ? 'error' : asText(data['type'])
    const response = asRecord(data['response'])
    const { id: answerId, error } = response
    if (type === 'error') {
      if (!mayBeError(event)) return { isForeign: true }
      return { error: 'error' in data ? data : { error: data } }
    }
    if (type === 'response.failed') return { error: { error } }
    if (type === 'response.created' && !this.#begins(asText(answerId))) return anotherAnswer
    if (type === 'response.completed' || type === 'response.incomplete') {
      const hasOutput = !this.#isEmpty || saysSomething(response)
      const saysNothing = !hasOutput && type === 'response.completed' && response['background'] !== true
      if (saysNothing) return { fault: 'invalid-response' }
      const filtered = hasOutput ? {} : filteredBy([endOf(response)])
      const isOnlyPart = this.#isEmpty && filtered.finishReason === undefined
      return {
        isFinal: true,
        usage: usageIn(response),
        answerId,
        ...(isOnlyPart ? { isContent: true } : filtered),
      }
    }
    if (preamble.test(type)) return { answerId }
    const item = asText(asRecord(data['item'])['type'])
    const isOpening = type === 'response.output_item.added' && ['message', 'reasoning'].includes(item)
    this.#isEmpty &&= isOpening
    return { isContent: !isOpening }
  }

  end(): EventFacts {
    return { fault: 'stream-interrupted' }
  }

  /** A second response in a stream is another answer. */
  #begins(id: string): boolean {
    const isFirst = this.#id === undefined || this.#id === id
    this.#id ??= id
    return isFirst
  }
}

/** Why a response is not complete. */
export function endOf({ incomplete_details: details }: JsonRecord): unknown {
  return asRecord(details)['reason']
}

/** True for a response with something in its output: a text, a thought, a call. */
export function saysSomething({ output }: JsonRecord): boolean {
  return asRecords(output).some(({ type, content, summary }) => {
    if (type !== 'message' && type !== 'reasoning') return true
    const told = [...asRecords(content), ...asRecords(summary)]
    return told.some(({ text, refusal }) => asText(text) !== '' || asText(refusal) !== '')
  })
}

/** A whole response as the events of a stream, for a target that did not stream. */
export function responsesEventsOf(response: JsonRecord): SseEvent[] {
  const { output, status } = response
  const begun = { ...response, status: 'in_progress', output: [], usage: null }
  const events = [
    { type: 'response.created', response: begun },
    ...asRecords(output).flatMap(itemEvents),
    { type: status === 'incomplete' ? 'response.incomplete' : 'response.completed', response },
  ]
  return events.map((event, sequence_number) => ({
    event: event.type,
    data: JSON.stringify({ ...event, sequence_number }),
  }))
}

type Event = JsonRecord & { readonly type: string }

function itemEvents(item: JsonRecord, output_index: number): Event[] {
  const { type, id: item_id, content, arguments: input } = item
  const place = { item_id, output_index }
  const isMessage = type === 'message'
  const begun = isMessage ? { content: [] } : type === 'function_call' ? { arguments: '' } : {}
  return [
    {
      ...{ type: 'response.output_item.added', output_index },
      ...{ item: { ...item, ...begun, status: 'in_progress' } },
    },
    ...(isMessage
      ? asRecords(content).flatMap((part, index) => partEvents(part, { ...place, content_index: index }))
      : []),
    ...(type === 'function_call'
      ? [
          { type: 'response.function_call_arguments.delta', ...place, delta: input },
          { type: 'response.function_call_arguments.done', ...place, arguments: input },
        ]
      : []),
    { type: 'response.output_item.done', output_index, item },
  ]
}

function partEvents(part: JsonRecord, place: object): Event[] {
  const isText = part['type'] === 'output_text'
  const field = isText ? 'text' : 'refusal'
  const name = isText ? 'output_text' : 'refusal'
  const empty = { ...part, [field]: '', ...(isText ? { annotations: [] } : {}) }
  return [
    { type: 'response.content_part.added', ...place, part: empty },
    { type: `response.${name}.delta`, ...place, delta: part[field] },
    { type: `response.${name}.done`, ...place, [field]: part[field] },
    { type: 'response.content_part.done', ...place, part },
  ]
}
