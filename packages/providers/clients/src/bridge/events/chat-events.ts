import { choiceFault } from '@llm-balancer/openai-compatible'
import type { ChoiceFault } from '@llm-balancer/openai-compatible'
import {
  asRecord,
  asRecords,
  asText,
  hasError,
  isDone,
  isJsonRecord,
  longGraceMs,
  mayBeError,
  UsageAccount,
} from '@llm-balancer/provider'
import type { JsonRecord, SseEvent } from '@llm-balancer/provider'
import { CompletedChunks } from './completed-chunks.ts'
import { excusesEmptiness, filteredBy, saidIn, type AnswerEvents, type EventFacts } from './event-facts.ts'
import { FinishWatches } from './finish-watches.ts'

/** What {@link ChatEvents} has to know. */
export type ChatStream = {
  /** The request. */
  readonly body: JsonRecord
  /** True for a vendor that always ends a stream with `[DONE]`: one without is interrupted. */
  readonly endsWithDone: boolean
  /** `optional` for a server that ends its streams with `[DONE]` and gives no finish reason. @default 'required' */
  readonly finishReason?: 'required' | 'optional' | undefined
}

/** Streams of chat completions and of the older completions. A choice is whole with its finish reason. */
export class ChatEvents implements AnswerEvents {
  readonly last: SseEvent = { data: '[DONE]' }
  readonly #stream: ChatStream
  readonly #finish: FinishWatches
  readonly #usage = new UsageAccount()
  readonly #chunks = new CompletedChunks()
  #awaitsUsage: boolean
  #isEmpty = true

  constructor(stream: ChatStream) {
    this.#stream = stream
    const { n } = stream.body
    this.#finish = new FinishWatches(typeof n === 'number' ? n : 1)
    this.#awaitsUsage = asRecord(stream.body['stream_options'])['include_usage'] === true
  }

  get isFinished(): boolean {
    return this.#finish.areTrusted
  }

  get endsWithClose(): boolean {
    return !this.#stream.endsWithDone && this.#finish.areFinished
  }

  get graceMs(): number | undefined {
    return this.#stream.endsWithDone || this.#awaitsUsage ? longGraceMs : undefined
  }

  read(event: SseEvent, data: JsonRecord | undefined): EventFacts {
    if (isDone(event)) return this.#terminate()
    const { id: answerId, choices, object } = data ?? {}
    if (event.event === 'error' || hasError(data ?? {}) || object === 'error') {
      if (!mayBeError(event)) return { isForeign: true }
      return { error: hasError(data ?? {}) ? (data ?? {}) : { error: data } }
    }
    if (!mayBeError(event) && choices === undefined) return { isForeign: true }
    const usage = this.#usage.add(data ?? {})
    const isLast = isJsonRecord(data?.['usage'])
    if (isLast) this.#awaitsUsage = false
    const fault = asRecords(choices)
      .map((choice) => choiceFault(choice))
      .find(Boolean)
    if (fault !== undefined) return faultOf(fault)
    let isContent = false
    for (const { index, delta, text, finish_reason: reason } of asRecords(choices)) {
      const said = saidIn({ ...asRecord(delta), text: text ?? asRecord(delta)['text'] })
      isContent ||= said !== undefined
      this.#finish.see(index, asText(reason), { said, isLast })
    }
    if (isLast && asRecords(choices).length === 0) this.#finish.seeLast()
    this.#isEmpty &&= !isContent
    const isWhole = !this.#stream.endsWithDone && this.isFinished
    const completed = data === undefined ? undefined : this.#chunks.complete(data)
    const other = completed === data ? {} : { completed }
    return { ...(isWhole ? this.end() : { isFinal: false }), usage, answerId, isContent, ...other }
  }

  end(): EventFacts {
    const { reasons } = this.#finish
    if (!this.#isEmpty) return { isFinal: true }
    return reasons.some(excusesEmptiness)
      ? { isFinal: true, ...filteredBy(reasons) }
      : { fault: 'invalid-response' }
  }

  #terminate(): EventFacts {
    const isReasonless = this.#finish.reasons.length === 0 && this.#stream.finishReason !== 'optional'
    return isReasonless ? { fault: 'stream-interrupted' } : this.end()
  }
}

/** What a choice that failed means. Its error stands where clients do not look for it. */
function faultOf({ error }: ChoiceFault): EventFacts {
  const words = 'the server gave up on the answer'
  return error === undefined ? { fault: 'server', words } : { error, completed: error }
}

/** A whole answer as the events of a stream, for a target that did not stream. */
export function chatEventsOf(answer: JsonRecord, { stream_options: options }: JsonRecord): SseEvent[] {
  const { choices, usage, object, ...rest } = answer
  const chunk = (fields: object): SseEvent => {
    const name = object === 'chat.completion' ? 'chat.completion.chunk' : object
    return { data: JSON.stringify({ ...rest, object: name, ...fields }) }
  }
  const said = asRecords(choices).map(({ message, finish_reason: _, ...choice }) => ({
    ...choice,
    ...(message === undefined ? {} : { delta: deltaOf(asRecord(message)) }),
    finish_reason: null,
  }))
  const ended = asRecords(choices).map(({ index, message, finish_reason: reason }) => ({
    ...{ index, finish_reason: reason ?? 'stop' },
    ...(message === undefined ? { text: '' } : { delta: {} }),
  }))
  const isCounted = asRecord(options)['include_usage'] === true && usage !== undefined
  return [
    chunk({ choices: said }),
    chunk({ choices: ended }),
    ...(isCounted ? [chunk({ choices: [], usage })] : []),
    { data: '[DONE]' },
  ]
}

/** In a stream each tool call has its place. */
function deltaOf({ tool_calls: calls, ...message }: JsonRecord): JsonRecord {
  if (!Array.isArray(calls)) return message
  return { ...message, tool_calls: calls.map((call: unknown, index) => ({ index, ...asRecord(call) })) }
}
