import { asRecord, asText, citedSources, toolCallContent, toResponseMetadata } from '@llm-balancer/provider'
import type { FailureKind, FinishReason, JsonRecord, StreamPart } from '@llm-balancer/provider'
import { toCitations } from './to-citations.ts'
import { citationsOf, toWrittenContent } from './to-content.ts'
import type { WrittenBlock } from './to-content.ts'
import { toFinish } from './to-finish.ts'
import type { Finish } from './to-finish.ts'

/** A block that is being written; one at a time. */
type OpenBlock = Omit<WrittenBlock, 'text'> & { readonly kind: 'text' | 'reasoning'; readonly id: string }

/** A tool call that is being written; several at a time. */
type OpenCall = { readonly id: string; readonly name: string; input: string }

const writing: FinishReason = { unified: 'other', raw: undefined }

/**
 * Turns the events of one streamed message into parts, and knows at its end whether it was whole. Events it does not know
 * are passed over. Source: https://docs.cohere.com/docs/streaming
 */
export class MessageReader {
  readonly #calls = new Map<unknown, OpenCall>()
  /** Tool calls without whole arguments: cut off by the limit of the answer, or malformed. */
  readonly #cut: OpenCall[] = []
  readonly #sources = new Set<string>()
  readonly #logprobs: unknown[] = []
  /** Citations of the open block and of those to come. */
  #citations: JsonRecord[] = []
  #open: OpenBlock | undefined
  #count = 0
  #isEmpty = true
  #ending: JsonRecord | undefined

  /** What the last event says; nothing before it has come. */
  get ending(): JsonRecord {
    return this.#ending ?? {}
  }

  /** True once the last event has come. */
  get isEnded(): boolean {
    return this.#ending !== undefined
  }

  /** How the message ended, as far as it has been told. */
  get finish(): Finish {
    return toFinish({
      ...this.ending,
      logprobs: nonEmpty(this.#logprobs),
      // Those of no block that is there.
      citations: nonEmpty(this.#citations),
    })
  }

  /** One event's parts. */
  *read({ type, index, id, delta, logprobs }: JsonRecord): Generator<StreamPart, void, undefined> {
    const { content, tool_plan: plan, tool_calls: call, citations } = asRecord(asRecord(delta)['message'])
    if (logprobs !== undefined && logprobs !== null) this.#logprobs.push(logprobs)
    switch (type) {
      case 'message-start':
        yield { type: 'response-metadata', ...toResponseMetadata({ id }) }
        break
      case 'content-start':
        yield* this.#close()
        yield* this.#write(asRecord(content), index)
        break
      case 'content-delta':
        yield* this.#write(asRecord(content), index)
        break
      case 'content-end':
        yield* this.#close()
        break
      case 'tool-plan-delta':
        yield* this.#add({ type: 'tool_plan', text: asText(plan) })
        break
      case 'tool-call-start':
        yield* this.#close()
        yield* this.#startCall(index, asRecord(call))
        break
      case 'tool-call-delta':
        yield* this.#addToCall(this.#calls.get(index), asRecord(call))
        break
      case 'tool-call-end':
        yield* this.#endCall(index)
        break
      case 'citation-start':
        this.#citations.push(asRecord(citations))
        yield* citedSources(toCitations([asRecord(citations)]), this.#sources)
        break
      case 'message-end':
        this.#ending = asRecord(delta)
        yield* this.#close()
        for (const open of this.#calls.keys()) yield* this.#endCall(open)
    }
  }

  /** The parts that end the stream. Gives what is wrong with it; only a good one has yielded its `finish`. */
  *end(): Generator<StreamPart, FailureKind | undefined, undefined> {
    const { finish } = this
    const { unified, raw } = finish.finishReason
    if (raw === undefined) return 'stream-interrupted'
    if (this.#isEmpty && unified === 'stop') return 'invalid-response'
    for (const cut of this.#cut) {
      const call = toolCallContent(cut, finish.finishReason)
      if (call === undefined) return 'invalid-response'
      yield call
    }
    yield { type: 'finish', ...finish }
    return undefined
  }

  *#write({ text, thinking }: JsonRecord, index: unknown): Generator<StreamPart, void, undefined> {
    yield* this.#add({ type: 'thinking', text: asText(thinking), index })
    yield* this.#add({ type: 'text', text: asText(text), index })
  }

  *#add({ type, index, text }: WrittenBlock): Generator<StreamPart, void, undefined> {
    if (text === '') return
    if (this.#open?.type !== type || this.#open.index !== index) {
      yield* this.#close()
      const kind = type === 'text' ? type : 'reasoning'
      this.#open = { type, index, kind, id: `${kind}-${this.#count}` }
      this.#count += 1
      yield { type: `${kind}-start`, id: this.#open.id }
    }
    this.#isEmpty = false
    yield { type: `${this.#open.kind}-delta`, id: this.#open.id, delta: text }
  }

  *#close(): Generator<StreamPart, void, undefined> {
    if (this.#open === undefined) return
    const { kind, id, ...block } = this.#open
    const cited = citationsOf(block, this.#citations)
    const { type: _, text: _text, ...rest } = toWrittenContent({ ...block, text: '' }, cited)
    this.#open = undefined
    this.#citations = this.#citations.filter((citation) => !cited.includes(citation))
    yield { type: `${kind}-end`, id, ...rest }
  }

  *#startCall(index: unknown, wire: JsonRecord): Generator<StreamPart, void, undefined> {
    yield* this.#endCall(index)
    const id = asText(wire['id']) || `call-${this.#count}`
    const call = { id, name: asText(asRecord(wire['function'])['name']), input: '' }
    this.#count += 1
    this.#isEmpty = false
    this.#calls.set(index, call)
    yield { type: 'tool-input-start', id, toolName: call.name }
    yield* this.#addToCall(call, wire)
  }

  *#addToCall(call: OpenCall | undefined, wire: JsonRecord): Generator<StreamPart, void, undefined> {
    const delta = asText(asRecord(wire['function'])['arguments'])
    if (call === undefined || delta === '') return
    call.input += delta
    yield { type: 'tool-input-delta', id: call.id, delta }
  }

  *#endCall(index: unknown): Generator<StreamPart, void, undefined> {
    const call = this.#calls.get(index)
    if (call === undefined) return
    this.#calls.delete(index)
    yield { type: 'tool-input-end', id: call.id }
    const content = toolCallContent(call, writing)
    if (content === undefined) this.#cut.push(call)
    else yield content
  }
}

function nonEmpty(list: unknown[]): unknown[] | undefined {
  return list.length > 0 ? list : undefined
}
