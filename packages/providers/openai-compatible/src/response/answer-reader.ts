import {
  asCount,
  asRecord,
  asRecords,
  asText,
  BlockWriter,
  FinishWatch,
  isEmptyAnswer,
  isJsonRecord,
  mergeAccount,
  ToolCallWriter,
  toResponseMetadata,
  toTokenUsage,
  unknownUsage,
} from '@llm-balancer/provider'
import type {
  ReaderOptions,
  ChunkSigns,
  EmitPart,
  FailureKind,
  FinishReason,
  HttpAnswer,
  HttpClient,
  JsonObject,
  JsonRecord,
  ProviderError,
  TextEvent,
  Usage,
} from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { choiceFault } from './choice-fault.ts'
import { finishReasonFrom } from './finish-reason.ts'
import { imagesOf } from './images.ts'
import { addMetadata } from './metadata.ts'
import { onlyTextOf, piecesOf, usualReasoningFields } from './pieces.ts'
import type { Piece } from './pieces.ts'
import { sourcesOf } from './sources.ts'
import { toolCallsIn } from './tool-calls.ts'
import { accountIn, usageFrom } from './usage.ts'

/** What an {@link AnswerReader} has to know. */
export type AnswerContext = {
  readonly answer: HttpAnswer
  readonly http: HttpClient
  readonly dialect: Dialect
  readonly emit: EmitPart
  readonly report?: ReaderOptions['report']
  readonly continues?: ReaderOptions['continues']
}

/** Turns the chunks of an answer into parts, and checks at its end that it was complete. A whole answer is one chunk. */
export class AnswerReader {
  readonly #context: AnswerContext
  readonly #blocks: BlockWriter
  readonly #tools: ToolCallWriter
  readonly #watch = new FinishWatch()
  readonly #metadata: Record<string, unknown> = {}
  #id: string | undefined
  #finish: string | undefined
  #isTerminated = false
  #account: JsonRecord | undefined
  #usage: Usage = unknownUsage
  /** The addresses of those that have come. */
  #images: Set<string> | undefined
  #sources = 0
  /** The index of the choice that is read: further ones are not asked for. */
  #index: number | undefined
  #textEvent: TextEvent | undefined

  constructor(context: AnswerContext) {
    this.#context = context
    this.#blocks = new BlockWriter(context.emit)
    this.#tools = new ToolCallWriter(context.emit, () => this.#id ?? 'answer')
  }

  /** True once the answer has given its finish reason, and nothing more after it; or a terminator that stands for one. */
  get isFinished(): boolean {
    return this.#watch.isFinished || this.#isTerminated
  }

  /** True when silence ends the answer. */
  get isTrusted(): boolean {
    return this.#watch.isTrusted || this.#isTerminated
  }

  /** True once the usage has come after the finish reason: nothing but the terminator may follow. */
  get isSettled(): boolean {
    return this.#watch.isSettled
  }

  /** True while something has not come that was promised or asked for: the terminator, or the usage. */
  get awaitsMore(): boolean {
    const { streamUsage, endsWithDone } = this.#context.dialect
    return endsWithDone === true || (this.#account === undefined && streamUsage !== false)
  }

  /** The terminator has come. */
  terminate(): void {
    this.#isTerminated = this.#finish !== undefined || this.#context.dialect.finishReason === 'optional'
  }

  /** The chunk read last, if it was one piece of a text or a thought. */
  get textEvent(): TextEvent | undefined {
    return this.#textEvent
  }

  /** The error of an invalid answer. */
  fail(kind: FailureKind, message?: string): ProviderError {
    const { http, answer } = this.#context
    return http.failure(kind, answer, message)
  }

  /**
   * Emits one chunk's parts. `field` is the field of its choice with the content.
   *
   * @throws ProviderError for a choice that failed
   */
  read(chunk: JsonRecord, field: 'delta' | 'message'): void {
    const isWhole = field === 'message'
    if (isWhole) this.#id = asText(chunk['id']) || undefined
    else if (this.#id === undefined) this.#name(chunk)
    const choice = this.#choiceIn(chunk['choices'])
    const { dialect, http, answer } = this.#context
    const message = this.#messageIn(choice, field)
    const account = accountIn({ body: chunk, choice, message }, dialect)
    this.#count(account)
    const fault = choiceFault(choice, dialect)
    if (fault?.error !== undefined) throw http.classify(fault.error, answer)
    const hasMore = addMetadata(this.#metadata, { body: chunk, choice, message }, dialect)
    const { said, only } = this.#say(message, isWhole)
    const { finish_reason: reason } = choice
    // Some servers send it in every chunk, and leave it empty until the last one.
    const isFinish = typeof reason === 'string' && reason !== ''
    if (isFinish) this.#finish = reason
    this.#watch.see({ said, isFinish, isLast: account !== undefined })
    const isRepeatable = !hasMore && account === undefined && !isFinish && isJsonRecord(choice['delta'])
    this.#textEvent = isRepeatable && only !== undefined ? this.#eventOf(only) : undefined
  }

  /** Emits the parts that end the answer. @throws ProviderError when the answer is invalid */
  end(): void {
    const { dialect, emit, continues } = this.#context
    const { hasCalls } = this.#tools
    const isStop = this.#finish === undefined && this.#isTerminated && !hasCalls
    const finishReason = isStop ? terminated : finishReasonFrom(this.#finish, hasCalls, dialect)
    if (finishReason.unified === 'error') throw this.fail('server')
    const isEmpty =
      !this.#blocks.hasWritten && !hasCalls && this.#sources === 0 && (this.#images?.size ?? 0) === 0
    if (isEmpty && isEmptyAnswer({ content: [], finishReason, continues })) {
      throw this.fail('invalid-response', 'the answer is empty')
    }
    this.#blocks.end()
    if (!this.#tools.end(finishReason)) {
      throw this.fail('invalid-response', 'the model made a malformed tool call')
    }
    const providerMetadata = { [dialect.provider]: this.#metadata as JsonObject }
    emit({ type: 'finish', finishReason, usage: this.#usage, providerMetadata })
  }

  /** Metadata of a stream come with the first chunk that has an id. */
  #name(chunk: JsonRecord): void {
    const metadata = toResponseMetadata(chunk)
    if (metadata.id === undefined) return
    this.#id = metadata.id
    this.#context.emit({ type: 'response-metadata', ...metadata })
  }

  #count(account: JsonRecord | undefined): void {
    if (account === undefined) return
    this.#account = mergeAccount(this.#account, account)
    this.#usage = usageFrom(this.#account)
    this.#context.report?.({ usage: toTokenUsage(this.#usage) })
  }

  /** The choice that is read: the one of the first chunk. */
  #choiceIn(choices: unknown): JsonRecord {
    const all = asRecords(choices)
    // Most chunks have one.
    const first = all.length === 1 ? all[0] : (all.find((one) => indexOf(one) === 0) ?? all[0])
    this.#index ??= first && indexOf(first)
    if (first !== undefined && indexOf(first) === this.#index) return first
    return all.find((one) => indexOf(one) === this.#index) ?? {}
  }

  /** The message of a choice. Some servers send a whole one as their only event. */
  #messageIn(choice: JsonRecord, field: 'delta' | 'message'): JsonRecord {
    const { delta, message } = choice
    const isFirst = !this.#blocks.hasWritten && !this.#tools.hasCalls
    const isWhole = field === 'delta' && !isJsonRecord(delta) && isFirst
    return asRecord(isWhole ? message : choice[field])
  }

  #eventOf({ kind, field, text }: OnlyText): TextEvent {
    const write = (more: string): void => {
      this.#blocks.write(kind, more)
    }
    return { text, field, ignored, write }
  }

  /** Writes what a message says. Gives what that is. */
  #say(message: JsonRecord, isWhole: boolean): Saying {
    const { dialect, emit } = this.#context
    const { provider } = dialect
    const onlyText = onlyTextOf(message, dialect)
    if (onlyText !== undefined) {
      this.#blocks.write('text', onlyText)
      return onlyText === ''
        ? nothing
        : { said: 'content', only: { kind: 'text', field: 'content', text: onlyText } }
    }
    const pieces = piecesOf(message, dialect)
    for (const { type, text, providerMetadata } of pieces) {
      // Metadata of reasoning come with, or after, its last text; metadata of a text mark all of it.
      const isThought = type === 'reasoning'
      this.#blocks.write(type, text, isThought ? undefined : providerMetadata)
      if (isThought && providerMetadata !== undefined) this.#blocks.seal(type, providerMetadata)
    }
    const sources = sourcesOf(message, this.#sources)
    this.#sources += sources.length
    sources.forEach(emit)
    const images = imagesOf(message, (this.#images ??= new Set()))
    if (images.length > 0) this.#blocks.end()
    images.forEach(emit)
    const calls = toolCallsIn(message, provider, isWhole)
    for (const call of calls) this.#tools.write(call)
    const isContent = calls.length + images.length > 0 || pieces.some(({ type }) => type === 'text')
    if (isContent) return { said: 'content' }
    if (pieces.length === 0) return nothing
    return { said: 'thought', only: sources.length > 0 ? undefined : onlyThoughtOf(pieces, message, dialect) }
  }
}

/** What a message says, and its text or thought when that is all. */
type Saying = { readonly said?: ChunkSigns['said']; readonly only?: OnlyText | undefined }
type OnlyText = { readonly kind: 'text' | 'reasoning'; readonly field: string; readonly text: string }

const nothing: Saying = {}
/** Fields that differ between chunks and are not read: the time is that of the first one, and Together writes the text twice. */
const ignored: ReadonlySet<string> = new Set(['created', 'obfuscation', 'p', 'text', 'token_id'])

function onlyThoughtOf(
  [thought, ...more]: readonly Piece[],
  message: JsonRecord,
  { reasoningFields = usualReasoningFields }: Dialect,
): OnlyText | undefined {
  if (thought === undefined || thought.providerMetadata !== undefined || more.length > 0) return undefined
  const { text } = thought
  // An empty part of the content may have a text in the next event.
  if (text === '' || isJsonRecord(message['content']) || Array.isArray(message['content'])) return undefined
  const field = reasoningFields.find((name) => message[name] === text)
  return field === undefined ? undefined : { kind: 'reasoning', field, text }
}

const terminated: FinishReason = { unified: 'stop', raw: undefined }

function indexOf(choice: JsonRecord): number | undefined {
  return asCount(choice['index'] ?? 0)
}
