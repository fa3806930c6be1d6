import {
  asRecord,
  asRecords,
  BlockWriter,
  isJsonRecord,
  ToolCallWriter,
  toResponseMetadata,
  toTokenUsage,
  unknownUsage,
} from '@llm-balancer/provider'
import type {
  CallOptions,
  FailureKind,
  JsonObject,
  JsonRecord,
  StreamPart,
  Usage,
} from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { finishReasonFrom } from './finish-reason.ts'
import { addMetadata } from './metadata.ts'
import { piecesOf } from './pieces.ts'
import { sourcesOf } from './sources.ts'
import { readToolCall } from './tool-call.ts'
import { usageFrom } from './usage.ts'

/** What an {@link AnswerReader} has to know. */
export type AnswerContext = {
  readonly dialect: Dialect
  readonly report?: CallOptions['report']
  /** Makes the error of an answer that is none. */
  readonly fail: (kind: FailureKind, message?: string) => Error
}

/** Turns the chunks of an answer into parts, and knows at its end whether it was whole. A whole answer is one chunk. */
export class AnswerReader {
  readonly #context: AnswerContext
  readonly #blocks = new BlockWriter()
  readonly #tools = new ToolCallWriter(() => this.#id)
  #id = 'answer'
  #named = false
  #finish: string | undefined
  #usage: Usage = unknownUsage
  #metadata: JsonObject = {}
  #sources = 0

  constructor(context: AnswerContext) {
    this.#context = context
  }

  /** True once the answer has said why it ended. */
  get isFinished(): boolean {
    return this.#finish !== undefined
  }

  /** One chunk's parts. `field` is where its choice says something. */
  *read(chunk: JsonRecord, field: 'delta' | 'message'): Generator<StreamPart, void, undefined> {
    yield* this.#name(chunk)
    this.#count(chunk)
    const choice = asRecords(chunk['choices']).find(({ index }) => (index ?? 0) === 0) ?? {}
    const message = asRecord(choice[field])
    const { dialect } = this.#context
    this.#metadata = addMetadata(this.#metadata, { body: chunk, choice, message }, dialect)
    yield* this.#say(message, field === 'message')
    if (typeof choice['finish_reason'] === 'string') this.#finish = choice['finish_reason']
  }

  /** The parts that end the answer. @throws what `fail` makes, when it is none after all */
  *end(): Generator<StreamPart, void, undefined> {
    const { dialect, fail } = this.#context
    const { hasCalls } = this.#tools
    const finishReason = finishReasonFrom(this.#finish, hasCalls, dialect)
    if (finishReason.unified === 'error') throw fail('server')
    const isEmpty = !this.#blocks.hasWritten && !hasCalls && this.#sources === 0
    // One that was cut short or filtered may be empty, and says so.
    if (isEmpty && (!this.isFinished || /^(stop|tool-calls)$/.test(finishReason.unified))) {
      throw fail('invalid-response', 'the answer is empty')
    }
    yield* this.#blocks.end()
    const wellFormed = yield* this.#tools.end(finishReason)
    if (!wellFormed) throw fail('invalid-response', 'the model made a malformed tool call')
    const providerMetadata = { [dialect.provider]: this.#metadata }
    yield { type: 'finish', finishReason, usage: this.#usage, providerMetadata }
  }

  *#name(chunk: JsonRecord): Generator<StreamPart, void, undefined> {
    const metadata = toResponseMetadata(chunk)
    if (this.#named || metadata.id === undefined) return
    this.#named = true
    this.#id = metadata.id
    yield { type: 'response-metadata', ...metadata }
  }

  #count(chunk: JsonRecord): void {
    const { dialect, report } = this.#context
    const raw = dialect.usageOf === undefined ? chunk['usage'] : dialect.usageOf(chunk)
    if (!isJsonRecord(raw)) return
    this.#usage = usageFrom(raw)
    report?.({ usage: toTokenUsage(this.#usage) })
  }

  *#say(message: JsonRecord, isWhole: boolean): Generator<StreamPart, void, undefined> {
    const { dialect } = this.#context
    const { provider } = dialect
    for (const { type, text, providerMetadata } of piecesOf(message, dialect)) {
      // What a vendor says of a thought comes with, or after, its last words; what it says of a text marks all of it.
      const isThought = type === 'reasoning'
      yield* this.#blocks.write(type, text, isThought ? undefined : providerMetadata)
      if (isThought && providerMetadata !== undefined) yield* this.#blocks.seal(type, providerMetadata)
    }
    const sources = sourcesOf(message, provider, this.#sources)
    this.#sources += sources.length
    yield* sources
    const { tool_calls: calls } = message
    for (const [position, wire] of Array.isArray(calls) ? (calls as unknown[]).entries() : []) {
      const piece = readToolCall(wire, provider)
      yield* this.#tools.write(isWhole ? { ...piece, index: position } : { index: position, ...piece })
    }
  }
}
