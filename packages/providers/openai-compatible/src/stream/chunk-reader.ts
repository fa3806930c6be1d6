import { BlockWriter, isJsonRecord, toTokenUsage, unknownUsage } from '@llm-balancer/provider'
import type { CallOptions, JsonObject, JsonRecord, StreamPart, Usage } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { finishReasonFrom } from '../response/finish-reason.ts'
import { messageTexts } from '../response/message-texts.ts'
import { addMetadata, responseMetadata } from '../response/metadata.ts'
import { usageField } from '../response/read-completion.ts'
import { sourcesOf } from '../response/sources.ts'
import { usageFrom } from '../response/usage.ts'
import { ToolCallWriter } from './tool-call-writer.ts'

/** What an end of a stream can be. */
export type StreamEnd = 'complete' | 'unfinished' | 'failed' | 'malformed-tool-call' | 'empty'

/** Turns the chunks of one stream into parts, and knows at its end whether it was whole. */
export class ChunkReader {
  readonly #dialect: Dialect
  readonly #report: CallOptions['report']
  readonly #blocks = new BlockWriter()
  readonly #tools = new ToolCallWriter(() => this.#id)
  #id = 'answer'
  #named = false
  #finish: string | undefined
  #usage: Usage = unknownUsage
  #metadata: JsonObject = {}
  #sources = 0

  constructor(dialect: Dialect, report: CallOptions['report']) {
    this.#dialect = dialect
    this.#report = report
  }

  /** One chunk's parts. */
  *read(chunk: JsonRecord): Generator<StreamPart, void, undefined> {
    yield* this.#name(chunk)
    this.#count(chunk)
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isJsonRecord) : []
    const choice = choices.find(({ index = 0 }) => index === 0) ?? {}
    this.#metadata = addMetadata(this.#metadata, chunk, choice)
    if (isJsonRecord(choice['delta'])) yield* this.#delta(choice['delta'])
    if (typeof choice['finish_reason'] === 'string') this.#finish = choice['finish_reason']
  }

  /** The parts that end the stream. Gives what kind of end it was; only a complete one has yielded its `finish`. */
  *end(): Generator<StreamPart, StreamEnd, undefined> {
    if (this.#finish === undefined) return 'unfinished'
    const finishReason = finishReasonFrom(this.#finish, this.#tools.hasCalls, this.#dialect)
    if (finishReason.unified === 'error') return 'failed'
    const isEmpty = !this.#blocks.hasWritten && !this.#tools.hasCalls && this.#sources === 0
    if (isEmpty && finishReason.unified === 'stop') return 'empty'
    yield* this.#blocks.end()
    const wellFormed = yield* this.#tools.end(finishReason)
    if (!wellFormed) return 'malformed-tool-call'
    const providerMetadata = { [this.#dialect.provider]: this.#metadata }
    yield { type: 'finish', finishReason, usage: this.#usage, providerMetadata }
    return 'complete'
  }

  *#name(chunk: JsonRecord): Generator<StreamPart, void, undefined> {
    const metadata = responseMetadata(chunk)
    if (this.#named || metadata.id === undefined) return
    this.#named = true
    this.#id = metadata.id
    yield { type: 'response-metadata', ...metadata }
  }

  #count(chunk: JsonRecord): void {
    const raw = (this.#dialect.usageOf ?? usageField)(chunk)
    if (!isJsonRecord(raw)) return
    this.#usage = usageFrom(raw)
    this.#report?.({ usage: toTokenUsage(this.#usage) })
  }

  *#delta(delta: JsonRecord): Generator<StreamPart, void, undefined> {
    const { text, reasoning, refusal } = messageTexts(delta, this.#dialect)
    yield* this.#blocks.write('reasoning', reasoning)
    yield* this.#blocks.write('text', text)
    yield* this.#blocks.write('text', refusal, { [this.#dialect.provider]: { refusal: true } })
    const sources = sourcesOf(delta, this.#sources)
    this.#sources += sources.length
    yield* sources
    yield* this.#tools.write(delta['tool_calls'])
  }
}
