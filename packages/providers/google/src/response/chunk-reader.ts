import { asRecord, asRecords, asText, BlockWriter, compact } from '@llm-balancer/provider'
import type {
  Content,
  FailureKind,
  JsonRecord,
  ProviderError,
  StreamPart,
  Usage,
} from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import { candidateOf, refusalIn } from './candidate-of.ts'
import { toContent } from './to-content.ts'
import { failureIn, toFinish, usageOf } from './to-finish.ts'
import { toSources } from './to-sources.ts'

/**
 * Turns the chunks of one answer into parts, and knows at its end whether it was whole. An answer that comes as a whole
 * is a stream of one chunk.
 */
export class ChunkReader {
  readonly #fail: (kind: FailureKind) => ProviderError
  readonly #blocks = new BlockWriter()
  readonly #sources = new Set<string>()
  #body: JsonRecord = {}
  #calls = 0
  #callId = ''
  #hasCalls = false
  #isEmpty = true
  #fault: FailureKind | undefined

  constructor(fail: (kind: FailureKind) => ProviderError) {
    this.#fail = fail
  }

  /** The tokens used so far. */
  get usage(): Usage {
    return usageOf(this.#body)
  }

  /** One chunk's parts. */
  *read(chunk: JsonRecord): Generator<StreamPart, void, undefined> {
    const isFirst = this.#body['responseId'] === undefined
    this.#update(chunk)
    this.#fault ??= refusalIn(chunk)
    const { responseId, modelVersion } = this.#body
    const answerId = asText(responseId)
    const modelId = asText(modelVersion) || undefined
    if (isFirst && answerId !== '') yield compact({ type: 'response-metadata', id: answerId, modelId })
    const candidate = candidateOf(chunk)
    for (const part of asRecords(asRecord(candidate['content'])['parts'])) {
      const isResult = 'codeExecutionResult' in part
      const id = isResult ? this.#callId : `${answerId || 'answer'}-call-${this.#calls}`
      const content = toContent(part, id)
      if (content === undefined) this.#fault ??= 'invalid-response'
      else yield* this.#write(content)
    }
    yield* toSources(candidate, this.#sources)
  }

  /**
   * The parts that end the answer. `unfinished` is what it is when it has not told why it ended.
   *
   * @throws ProviderError when it is not what it should be
   */
  *end(unfinished: FailureKind): Generator<StreamPart, void, undefined> {
    const finish = toFinish(this.#body, this.#hasCalls)
    const { unified, raw } = finish.finishReason
    const saysNothing = this.#isEmpty && unified === 'stop' ? 'invalid-response' : undefined
    const fault = this.#fault ?? (raw === undefined ? unfinished : (failureIn(raw) ?? saysNothing))
    if (fault !== undefined) throw this.#fail(fault)
    yield* this.#blocks.end()
    yield { type: 'finish', ...finish }
  }

  /** Later fields win; null means that there is nothing to say. Counts are totals. */
  #update(chunk: JsonRecord): void {
    const candidate = { ...candidateOf(this.#body), ...compact(candidateOf(chunk)) }
    const usage = { ...asRecord(this.#body['usageMetadata']), ...compact(asRecord(chunk['usageMetadata'])) }
    this.#body = { ...this.#body, ...compact(chunk), candidates: [candidate], usageMetadata: usage }
  }

  *#write(content: Content): Generator<StreamPart, void, undefined> {
    if (content.type === 'text' || content.type === 'reasoning') {
      yield* this.#writeText(content)
      return
    }
    this.#isEmpty = false
    yield* this.#blocks.end()
    if (content.type === 'tool-call') {
      const { toolCallId: id, toolName, input, providerExecuted } = content
      this.#calls += 1
      this.#callId = id
      this.#hasCalls ||= providerExecuted !== true
      yield compact({ type: 'tool-input-start', id, toolName, providerExecuted })
      yield { type: 'tool-input-delta', id, delta: input }
      yield { type: 'tool-input-end', id }
    }
    yield content
  }

  /** A signature belongs to its own part, which must not be joined with others. */
  *#writeText({ type, text, providerMetadata }: TextLike): Generator<StreamPart, void, undefined> {
    this.#isEmpty &&= text === ''
    const { thought: _, ...signature } = providerMetadata?.['google'] ?? {}
    if (providerMetadata === undefined || !hasFields(signature)) {
      yield* this.#blocks.write(type, text, providerMetadata)
      return
    }
    yield* this.#blocks.end()
    yield* this.#blocks.write(type, text)
    yield* this.#blocks.seal(type, providerMetadata)
  }
}

type TextLike = Extract<Content, { type: 'text' | 'reasoning' }>
