import {
  asRecord,
  asRecords,
  asText,
  FinishWatch,
  isJsonRecord,
  longGraceMs,
  mayBeError,
  UsageAccount,
} from '@llm-balancer/provider'
import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import {
  anotherAnswer,
  excusesEmptiness,
  filteredBy,
  saidIn,
  type AnswerEvents,
  type EventFacts,
} from './event-facts.ts'

/** Streams of Anthropic's Messages, complete with `message_stop` and a stop reason. */
export class MessagesEvents implements AnswerEvents {
  readonly last: SseEvent = named({ type: 'message_stop' })
  /** The terminator is promised. */
  readonly graceMs: number = longGraceMs
  readonly #usage = new UsageAccount()
  readonly #watch = new FinishWatch()
  #id: string | undefined
  #reason: unknown
  #isEmpty = true

  get isFinished(): boolean {
    return this.#watch.isTrusted
  }

  read(event: SseEvent, data: JsonRecord = {}): EventFacts {
    const type = event.event === 'error' ? 'error' : asText(data['type'])
    switch (type) {
      case 'error':
        return mayBeError(event) ? { error: data } : { isForeign: true }
      case 'message_start':
        return this.#begin(asRecord(data['message']))
      case 'message_delta':
        this.#reason = asRecord(data['delta'])['stop_reason'] ?? this.#reason
        this.#watch.see({
          isFinish: asText(asRecord(data['delta'])['stop_reason']) !== '',
          isLast: isJsonRecord(data['usage']),
        })
        return { usage: this.#usage.add(data) }
      case 'message_stop':
        return this.end()
      case 'content_block_start':
      case 'content_block_delta': {
        const block = asRecord(data['content_block'])
        const isWritten = ['', 'text', 'thinking'].includes(asText(block['type']))
        const written = saidIn(block) ?? saidIn(data['delta'])
        const said = isWritten ? written : 'content'
        if (said !== undefined) this.#watch.see({ said, isFinish: false })
        this.#isEmpty &&= said === undefined
        return { isContent: said !== undefined }
      }
      default:
        return {}
    }
  }

  end(): EventFacts {
    if (typeof this.#reason !== 'string') return { fault: 'stream-interrupted' }
    if (!this.#isEmpty) return { isFinal: true }
    return excusesEmptiness(this.#reason)
      ? { isFinal: true, ...filteredBy([this.#reason]) }
      : { fault: 'invalid-response' }
  }

  /** A second message in a stream belongs to another answer. */
  #begin(message: JsonRecord): EventFacts {
    const id = asText(message['id'])
    if (this.#id !== undefined && this.#id !== id) return anotherAnswer
    this.#id = id
    return { usage: this.#usage.add(message) }
  }
}

/** A whole message as the events of a stream, for a target that did not stream. */
export function messagesEventsOf(message: JsonRecord): SseEvent[] {
  const { content, stop_reason, stop_sequence = null, usage } = message
  const begun = { ...message, content: [], stop_reason: null, stop_sequence: null }
  return [
    named({ type: 'message_start', message: begun }),
    ...asRecords(content).flatMap((block, index) => [
      named({ type: 'content_block_start', index, content_block: { ...block, ...emptied(block) } }),
      ...deltasOf(block).map((delta) => named({ type: 'content_block_delta', index, delta })),
      named({ type: 'content_block_stop', index }),
    ]),
    named({ type: 'message_delta', delta: { stop_reason, stop_sequence }, usage }),
    named({ type: 'message_stop' }),
  ]
}

function named(event: JsonRecord & { readonly type: string }): SseEvent {
  return { event: event.type, data: JSON.stringify(event) }
}

/** The fields of a block that come in deltas, empty. */
function emptied({ type, citations }: JsonRecord): object {
  const kind = asText(type)
  if (kind === 'text') return { text: '', ...(Array.isArray(citations) ? { citations: [] } : {}) }
  if (kind === 'thinking') return { thinking: '', signature: '' }
  return kind.endsWith('tool_use') ? { input: {} } : {}
}

function deltasOf({ type, text, citations, thinking, signature, input }: JsonRecord): object[] {
  const kind = asText(type)
  if (kind === 'text') {
    const cited = asRecords(citations).map((citation) => ({ type: 'citations_delta', citation }))
    return [{ type: 'text_delta', text }, ...cited]
  }
  if (kind === 'thinking') {
    const signed = signature === undefined ? [] : [{ type: 'signature_delta', signature }]
    return [{ type: 'thinking_delta', thinking }, ...signed]
  }
  if (!kind.endsWith('tool_use')) return []
  return [{ type: 'input_json_delta', partial_json: JSON.stringify(input ?? {}) }]
}
