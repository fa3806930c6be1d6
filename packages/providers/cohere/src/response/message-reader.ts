import {
  asRecord,
  asText,
  citedSources,
  isEmptyAnswer,
  toolCallContent,
  ToolInput,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type {
  EmitPart,
  FailureKind,
  FinishReason,
  JsonRecord,
  ProviderError,
  TextEvent,
} from '@llm-balancer/provider'
import { argumentsIn } from './arguments-in.ts'
import { toCitations } from './to-citations.ts'
import { citationsOf, toWrittenContent } from './to-content.ts'
import type { WrittenBlock } from './to-content.ts'
import { toFinish } from './to-finish.ts'
import type { Finish } from './to-finish.ts'

/** A block that is being written; one at a time. */
type OpenBlock = Omit<WrittenBlock, 'text'> & { readonly kind: 'text' | 'reasoning'; readonly id: string }

/** A tool call that is being written; several at a time. */
type OpenCall = { readonly id: string; readonly name: string; readonly input: ToolInput }

const ignored: ReadonlySet<string> = new Set()
const writing: FinishReason = { unified: 'other', raw: undefined }

/**
 * Turns the events of one streamed message into parts, and knows at its end whether it was complete. Events it does not know
 * are passed over. Source: https://docs.cohere.com/docs/streaming
 */
export class MessageReader {
  readonly #emit: EmitPart
  readonly #fail: (kind: FailureKind, message?: string) => ProviderError
  readonly #continues: boolean
  readonly #calls = new Map<unknown, OpenCall>()
  /** Tool calls with incomplete arguments: cut off by the length limit, or malformed. */
  readonly #cut: OpenCall[] = []
  readonly #sources = new Set<string>()
  /** Some servers give several calls the same id. */
  readonly #callIds = new Set<string>()
  readonly #logprobs: unknown[] = []
  /** Citations of the open block and of those to come. */
  #citations: JsonRecord[] = []
  #open: OpenBlock | undefined
  #count = 0
  #isEmpty = true
  #textEvent: TextEvent | undefined
  #hasCalls = false
  #begun: { readonly id: string } | undefined
  #ending: JsonRecord | undefined

  /** @param continues true when the request ended with the beginning of the message */
  constructor(
    emit: EmitPart,
    fail: (kind: FailureKind, message?: string) => ProviderError,
    continues = false,
  ) {
    this.#continues = continues
    this.#emit = emit
    this.#fail = fail
  }

  /** The data of the last event; empty before it has come. */
  get ending(): JsonRecord {
    return this.#ending ?? {}
  }

  /** The event read last, if it was one piece of a text or a thought. */
  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  /** True after the last event. */
  get isEnded(): boolean {
    return this.#ending !== undefined
  }

  /** How the message ended, as far as the events so far tell. */
  get finish(): Finish {
    // The citations that are left belong to no block.
    const lists = { logprobs: nonEmpty(this.#logprobs), citations: nonEmpty(this.#citations) }
    return toFinish({ ...this.ending, ...lists }, this.#hasCalls)
  }

  /** Emits the parts of one event. @throws ProviderError for the beginning of another message */
  read({ type, index, id, delta, logprobs }: JsonRecord): void {
    this.#textEvent = undefined
    const { content, tool_plan: plan, tool_calls: call, citations } = asRecord(asRecord(delta)['message'])
    const hasLogprobs = logprobs !== undefined && logprobs !== null
    if (hasLogprobs) this.#logprobs.push(logprobs)
    switch (type) {
      case 'message-start':
        this.#begin(asText(id))
        break
      case 'content-start':
        this.#close()
        this.#write(asRecord(content), index)
        break
      case 'content-delta':
        this.#write(asRecord(content), index)
        if (!hasLogprobs) this.#textEvent = this.#eventOf(asRecord(content), index)
        break
      case 'content-end':
        this.#close()
        break
      case 'tool-plan-delta':
        this.#add({ type: 'tool_plan', text: asText(plan) })
        break
      case 'tool-call-start':
        this.#close()
        this.#startCall(index, asRecord(call))
        break
      case 'tool-call-delta':
        this.#calls.get(this.#placeOf(index))?.input.add(argumentsIn(asRecord(call)))
        break
      case 'tool-call-end':
        this.#endCall(this.#placeOf(index))
        break
      case 'citation-start':
        this.#citations.push(asRecord(citations))
        citedSources(toCitations([asRecord(citations)]), this.#sources).forEach(this.#emit)
        break
      case 'message-end':
        this.#ending = asRecord(delta)
        this.#close()
        for (const open of this.#calls.keys()) this.#endCall(open)
    }
  }

  /** Emits the parts that end the stream; only a complete one gets its `finish` part. @throws ProviderError for any other */
  end(): void {
    const { finish } = this
    const { finishReason } = finish
    if (finishReason.raw === undefined) throw this.#fail('stream-interrupted')
    const continues = this.#continues
    if (this.#isEmpty && isEmptyAnswer({ content: [], finishReason, continues }))
      throw this.#fail('invalid-response')
    for (const { id, name, input } of this.#cut) {
      const call = toolCallContent({ id, name, input: input.text }, finishReason)
      if (call === undefined) throw this.#fail('invalid-response')
      this.#emit(call)
    }
    this.#emit({ type: 'finish', ...finish })
  }

  #begin(id: string): void {
    if (this.#begun !== undefined && this.#begun.id !== id)
      throw this.#fail('invalid-response', 'another message began in the stream')
    this.#begun = { id }
    this.#emit({ type: 'response-metadata', ...toResponseMetadata({ id }) })
  }

  /** The place of the call that an event is about: the latest one where the event does not say. */
  #placeOf(index: unknown): unknown {
    return index ?? [...this.#calls.keys()].at(-1)
  }

  #write({ text, thinking }: JsonRecord, index: unknown): void {
    this.#add({ type: 'thinking', text: asText(thinking), index })
    this.#add({ type: 'text', text: asText(text), index })
  }

  #eventOf({ text, thinking }: JsonRecord, index: unknown): TextEvent | undefined {
    const [said, thought] = [asText(text), asText(thinking)]
    if ((said === '') === (thought === '')) return undefined
    const type = said === '' ? 'thinking' : 'text'
    const write = (more: string): void => {
      this.#add({ type, text: more, index })
    }
    return { text: said || thought, field: type, ignored, write }
  }

  #add({ type, index, text }: WrittenBlock): void {
    if (text === '') return
    if (this.#open?.type !== type || this.#open.index !== index) {
      this.#close()
      const kind = type === 'text' ? type : 'reasoning'
      this.#open = { type, index, kind, id: `${kind}-${this.#count}` }
      this.#count += 1
      this.#emit({ type: `${kind}-start`, id: this.#open.id })
    }
    this.#isEmpty = false
    this.#emit({ type: `${this.#open.kind}-delta`, id: this.#open.id, delta: text })
  }

  #close(): void {
    if (this.#open === undefined) return
    const { kind, id, ...block } = this.#open
    const cited = citationsOf(block, this.#citations)
    const { type: _, text: _text, ...rest } = toWrittenContent({ ...block, text: '' }, cited)
    this.#open = undefined
    this.#citations = this.#citations.filter((citation) => !cited.includes(citation))
    this.#emit({ type: `${kind}-end`, id, ...rest })
  }

  #startCall(index: unknown, wire: JsonRecord): void {
    const place = index ?? `call-${this.#count}`
    this.#endCall(place)
    const given = asText(wire['id'])
    const id = given === '' || this.#callIds.has(given) ? `call-${this.#count}` : given
    this.#callIds.add(id)
    const name = asText(asRecord(wire['function'])['name'])
    const call = { id, name, input: new ToolInput(id, this.#emit) }
    this.#count += 1
    this.#isEmpty = false
    this.#hasCalls = true
    this.#calls.set(place, call)
    this.#emit({ type: 'tool-input-start', id, toolName: name })
    call.input.add(argumentsIn(wire))
  }

  #endCall(index: unknown): void {
    const call = this.#calls.get(index)
    if (call === undefined) return
    this.#calls.delete(index)
    const { id, name, input } = call
    const content = toolCallContent({ id, name, input: input.text }, writing)
    input.end(content?.input)
    if (content === undefined) this.#cut.push(call)
    else this.#emit(content)
  }
}

function nonEmpty(list: unknown[]): unknown[] | undefined {
  return list.length > 0 ? list : undefined
}
