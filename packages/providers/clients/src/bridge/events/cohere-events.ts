import {
  asRecord,
  asRecords,
  asText,
  hasError,
  isDone,
  isJsonRecord,
  mayBeError,
  UsageAccount,
} from '@llm-balancer/provider'
import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import { anotherAnswer, hasContent, type AnswerEvents, type EventFacts } from './event-facts.ts'

/** Events in which nothing is said yet. */
const preamble = /^(message-start|content-(start|end)|tool-call-end|debug)$/

/** Streams of Cohere's chat, whole with `message-end` and its finish reason. */
export class CohereEvents implements AnswerEvents {
  readonly last: SseEvent = { data: '[DONE]' }
  readonly #usage = new UsageAccount()
  #id: string | undefined
  #end: JsonRecord | undefined
  #isEmpty = true

  get isFinished(): boolean {
    return this.#end !== undefined
  }

  read(event: SseEvent, data: JsonRecord | undefined = {}): EventFacts {
    if (isDone(event)) return this.end()
    const { type, id, delta, message } = data
    if (event.event === 'error' || hasError(data) || (type === undefined && typeof message === 'string'))
      return mayBeError(event) ? { error: data } : { isForeign: true }
    const said = asRecord(asRecord(delta)['message'])
    switch (asText(type)) {
      case 'message-start':
        return this.#begin(asText(id))
      case 'message-end':
        this.#end = asRecord(delta)
        return { ...this.end(), usage: this.#usage.add(this.#end) }
      default: {
        const isContent = !preamble.test(asText(type)) || hasContent(said['content'])
        this.#isEmpty &&= !isContent
        return { isContent }
      }
    }
  }

  end(): EventFacts {
    if (this.#end === undefined) return { fault: 'stream-interrupted' }
    return endOfCohere(this.#end, this.#isEmpty)
  }

  /** A second message in a stream belongs to another answer. */
  #begin(id: string): EventFacts {
    if (this.#id !== undefined && this.#id !== id) return anotherAnswer
    this.#id = id
    return {}
  }
}

/** What the end of an answer, or a whole one, means: its reason may be a failure. */
export function endOfCohere({ finish_reason: reason, error }: JsonRecord, isEmpty: boolean): EventFacts {
  if (reason === 'TIMEOUT') return { fault: 'timeout' }
  if (reason === 'ERROR' || reason === 'USER_CANCEL')
    return { error: { message: error ?? 'the answer ended with an error' } }
  if (typeof reason !== 'string') return { fault: 'stream-interrupted' }
  return isEmpty && !/^(MAX_TOKENS|ERROR_LIMIT|ERROR_TOXIC)$/.test(reason)
    ? { fault: 'invalid-response' }
    : { isFinal: true }
}

/** True for a message with a text, a thought, a plan or calls. */
export function saysSomething({ content, tool_plan: plan, tool_calls: calls }: JsonRecord): boolean {
  return asRecords(content).some(hasContent) || asText(plan) !== '' || asRecords(calls).length > 0
}

/** A whole answer as the events of a stream, for a target that did not stream. */
export function cohereEventsOf(answer: JsonRecord): SseEvent[] {
  const { id, message, finish_reason, usage, error } = answer
  const { content, tool_plan: plan, tool_calls: calls, citations } = asRecord(message)
  return [
    named('message-start', {
      id,
      delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
    }),
    ...(asText(plan) === '' ? [] : [named('tool-plan-delta', { delta: { message: { tool_plan: plan } } })]),
    ...asRecords(content).flatMap(blockEvents),
    ...asRecords(calls).flatMap(callEvents),
    ...asRecords(citations).flatMap((citation, index) => [
      named('citation-start', { index, delta: { message: { citations: citation } } }),
      named('citation-end', { index }),
    ]),
    named('message-end', { delta: { finish_reason, usage, ...(error === undefined ? {} : { error }) } }),
    { data: '[DONE]' },
  ]
}

function blockEvents(block: JsonRecord, index: number): SseEvent[] {
  const { type } = block
  const field = type === 'thinking' ? 'thinking' : 'text'
  const content = (fields: object): object => ({ index, delta: { message: { content: fields } } })
  return [
    named('content-start', content({ type, [field]: '' })),
    named('content-delta', content({ [field]: block[field] })),
    named('content-end', { index }),
  ]
}

function callEvents(call: JsonRecord, index: number): SseEvent[] {
  const { name, arguments: input } = asRecord(call['function'])
  const text = isJsonRecord(input) ? JSON.stringify(input) : input
  const begun = { ...call, function: { name, arguments: '' } }
  return [
    named('tool-call-start', { index, delta: { message: { tool_calls: begun } } }),
    named('tool-call-delta', {
      index,
      delta: { message: { tool_calls: { function: { arguments: text } } } },
    }),
    named('tool-call-end', { index }),
  ]
}

function named(type: string, fields: object): SseEvent {
  return { event: type, data: JSON.stringify({ type, ...fields }) }
}
