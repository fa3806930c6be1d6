import { asRecord, asRecords, asText, BlockWriter, compact } from '@llm-balancer/provider'
import type { Content, EmitPart, FailureKind, JsonRecord, ProviderError, Usage } from '@llm-balancer/provider'
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
  readonly #emit: EmitPart
  readonly #fail: (kind: FailureKind) => ProviderError
  readonly #blocks: BlockWriter
  readonly #sources = new Set<string>()
  #body: JsonRecord = {}
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

  /** Emits one chunk's parts. */
  read(chunk: JsonRecord): void {
    const isFirst = this.#body['responseId'] === undefined
    this.#update(chunk)
    this.#fault ??= refusalIn(chunk)
    const { responseId, modelVersion } = this.#body
    const answerId = asText(responseId)
    const modelId = asText(modelVersion) || undefined
    if (isFirst && answerId !== '') this.#emit(compact({ type: 'response-metadata', id: answerId, modelId }))
    const candidate = candidateOf(chunk)
    for (const part of asRecords(asRecord(candidate['content'])['parts'])) {
      const isResult = 'codeExecutionResult' in part
      const id = isResult ? this.#callId : `${answerId || 'answer'}-call-${this.#calls}`
      const content = toContent(part, id)
      if (content === undefined) this.#fault ??= 'invalid-response'
      else this.#write(content)
    }
    toSources(candidate, this.#sources).forEach(this.#emit)
  }

  /**
   * Emits the parts that end the answer. `unfinished` is what it is when it has not told why it ended.
   *
   * @throws ProviderError when it is not what it should be
   */
  end(unfinished: FailureKind): void {
    const finish = toFinish(this.#body, this.#hasCalls)
    const { unified, raw } = finish.finishReason
    const saysNothing = this.#isEmpty && unified === 'stop' ? 'invalid-response' : undefined
    const fault = this.#fault ?? (raw === undefined ? unfinished : (failureIn(raw) ?? saysNothing))
    if (fault !== undefined) throw this.#fail(fault)
    this.#blocks.end()
    this.#emit({ type: 'finish', ...finish })
  }

  /** Later fields win; null means that there is nothing to say. Counts are totals. */
  #update(chunk: JsonRecord): void {
    const candidate = { ...candidateOf(this.#body), ...compact(candidateOf(chunk)) }
    const usage = { ...asRecord(this.#body['usageMetadata']), ...compact(asRecord(chunk['usageMetadata'])) }
    this.#body = { ...this.#body, ...compact(chunk), candidates: [candidate], usageMetadata: usage }
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

  /** A signature belongs to its own part, which must not be joined with others. */
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

type TextLike = Extract<Content, { type: 'text' | 'reasoning' }>
