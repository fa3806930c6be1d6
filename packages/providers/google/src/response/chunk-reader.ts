import {
  asRecord,
  asRecords,
  BlockWriter,
  compact,
  isEmptyAnswer,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type { Content, EmitPart, FailureKind, JsonRecord, ProviderError, Usage } from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import { candidateOf, refusalIn } from './candidate-of.ts'
import { toContent } from './to-content.ts'
import { failureIn, toFinish, usageOf } from './to-finish.ts'
import { toSources } from './to-sources.ts'

const nothing: JsonRecord = {}

/**
 * Turns the chunks of one answer into parts, and knows at its end whether it was complete. A whole answer is a stream of one
 * chunk.
 */
export class ChunkReader {
  readonly #emit: EmitPart
  readonly #fail: (kind: FailureKind) => ProviderError
  readonly #blocks: BlockWriter
  readonly #sources = new Set<string>()
  #body = nothing
  #id: string | undefined
  #calls = 0
  #callId = ''
  #hasCalls = false
  #isEmpty = true
  #fault: FailureKind | undefined

  constructor(emit: EmitPart, fail: (kind: FailureKind) => ProviderError) {
    this.#emit = emit
    this.#fail = fail
    this.#blocks = new BlockWriter(emit)
  }

  /** The tokens used so far. */
  get usage(): Usage {
    return usageOf(this.#body)
  }

  /** Emits the parts of one chunk. */
  read(chunk: JsonRecord): void {
    this.#body = this.#body === nothing ? chunk : over(this.#body, chunk)
    this.#fault ??= refusalIn(chunk)
    if (this.#id === undefined) this.#name(this.#body)
    const candidate = candidateOf(chunk)
    for (const part of asRecords(asRecord(candidate['content'])['parts'])) {
      const isResult = 'codeExecutionResult' in part
      const id = isResult ? this.#callId : `${this.#id ?? 'answer'}-call-${this.#calls}`
      const content = toContent(part, id)
      if (content === undefined) this.#fault ??= 'invalid-response'
      else this.#write(content)
    }
    toSources(candidate, this.#sources).forEach(this.#emit)
  }

  /**
   * Emits the parts that end the answer. `unfinished` is the kind of failure when it has no finish reason.
   *
   * @throws ProviderError when it is invalid
   */
  end(unfinished: FailureKind): void {
    const finish = toFinish(this.#body, this.#hasCalls)
    const { finishReason } = finish
    const { raw } = finishReason
    const isNothing = this.#isEmpty && isEmptyAnswer({ content: [], finishReason })
    const saysNothing = isNothing ? 'invalid-response' : undefined
    const fault = this.#fault ?? (raw === undefined ? unfinished : (failureIn(raw) ?? saysNothing))
    if (fault !== undefined) throw this.#fail(fault)
    this.#blocks.end()
    this.#emit({ type: 'finish', ...finish })
  }

  /** Emits the answer's id with the first chunk that has one. */
  #name({ responseId: id, modelVersion: model }: JsonRecord): void {
    const metadata = toResponseMetadata({ id, model })
    this.#id = metadata.id
    if (this.#id !== undefined) this.#emit({ type: 'response-metadata', ...metadata })
  }

  #write(content: Content): void {
    if (content.type === 'text' || content.type === 'reasoning') {
      this.#writeText(content)
      return
    }
    this.#isEmpty = false
    this.#blocks.end()
    if (content.type === 'tool-call') {
      const { toolCallId: id, toolName, input, providerExecuted } = content
      this.#calls += 1
      this.#callId = id
      this.#hasCalls ||= providerExecuted !== true
      this.#emit(compact({ type: 'tool-input-start', id, toolName, providerExecuted }))
      this.#emit({ type: 'tool-input-delta', id, delta: input })
      this.#emit({ type: 'tool-input-end', id })
    }
    this.#emit(content)
  }

  /** A part with a signature must not be joined with others. */
  #writeText({ type, text, providerMetadata }: TextLike): void {
    this.#isEmpty &&= text === ''
    const { thought: _, ...signature } = providerMetadata?.['google'] ?? {}
    if (providerMetadata === undefined || !hasFields(signature)) {
      this.#blocks.write(type, text, providerMetadata)
      return
    }
    this.#blocks.end()
    this.#blocks.write(type, text)
    this.#blocks.seal(type, providerMetadata)
  }
}

/** A chunk merged into the earlier ones. Later fields win; null is ignored. Counts are totals. */
function over(body: JsonRecord, chunk: JsonRecord): JsonRecord {
  const candidate = { ...candidateOf(body), ...compact(candidateOf(chunk)) }
  const usage = { ...asRecord(body['usageMetadata']), ...compact(asRecord(chunk['usageMetadata'])) }
  return { ...body, ...compact(chunk), candidates: [candidate], usageMetadata: usage }
}

type TextLike = Extract<Content, { type: 'text' | 'reasoning' }>
