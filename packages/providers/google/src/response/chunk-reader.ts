import {
  asRecord,
  asRecords,
  asText,
  BlockWriter,
  compact,
  FinishWatch,
  isEmptyAnswer,
  isJsonRecord,
  mergeAccount,
  toResponseMetadata,
} from '@llm-balancer/provider'
import type {
  ChunkSigns,
  Content,
  EmitPart,
  FailureKind,
  JsonRecord,
  ProviderError,
  ToolCallContent,
  Usage,
} from '@llm-balancer/provider'
import { hasFields } from '../has-fields.ts'
import { candidateOf, refusalIn } from './candidate-of.ts'
import { PartialCall } from './partial-call.ts'
import { toContent } from './to-content.ts'
import { failureIn, isTooLong, toFinish, usageOf } from './to-finish.ts'
import { toSources } from './to-sources.ts'

const nothing: JsonRecord = {}

/**
 * Turns the chunks of one answer into parts, and knows at its end whether it was complete. A whole answer is a stream of one
 * chunk.
 */
export class ChunkReader {
  readonly #emit: EmitPart
  readonly #fail: (kind: FailureKind) => ProviderError
  readonly #continues: boolean
  readonly #blocks: BlockWriter
  readonly #watch = new FinishWatch()
  readonly #sources = new Set<string>()
  #body = nothing
  #id: string | undefined
  #calls = 0
  #callId = ''
  #hasCalls = false
  #isEmpty = true
  #partial: PartialCall | undefined
  #fault: FailureKind | undefined

  /** @param continues true when the request ended with the beginning of the answer */
  constructor(emit: EmitPart, fail: (kind: FailureKind) => ProviderError, continues = false) {
    this.#continues = continues
    this.#emit = emit
    this.#fail = fail
    this.#blocks = new BlockWriter(emit)
  }

  /** The tokens used so far. */
  get usage(): Usage {
    return usageOf(this.#body)
  }

  /** True once the answer has certainly given its finish reason, after which a chunk with its usage may follow. */
  get isFinished(): boolean {
    return this.#watch.isTrusted
  }

  /** Emits the parts of one chunk. */
  read(chunk: JsonRecord): void {
    this.#body = this.#body === nothing ? chunk : over(this.#body, chunk)
    this.#fault ??= refusalIn(chunk)
    if (this.#id === undefined) this.#name(this.#body)
    const candidate = candidateOf(chunk)
    const parts = asRecords(asRecord(candidate['content'])['parts'])
    for (const part of parts) this.#readPart(part)
    this.#watch.see({
      said: saidIn(parts),
      isFinish: asText(candidate['finishReason']) !== '',
      isLast: isJsonRecord(chunk['usageMetadata']),
    })
    toSources(candidate, this.#sources).forEach(this.#emit)
  }

  /**
   * Emits the parts that end the answer. `unfinished` is the kind of failure when it has no finish reason.
   *
   * @throws ProviderError when it is invalid
   */
  end(unfinished: FailureKind): void {
    if (this.#partial !== undefined) this.#cutPartial(this.#partial)
    const finish = toFinish(this.#body, this.#hasCalls)
    const { finishReason } = finish
    const { raw } = finishReason
    const isNothing =
      this.#isEmpty && isEmptyAnswer({ content: [], finishReason, continues: this.#continues })
    const saysNothing = isNothing ? 'invalid-response' : undefined
    const isUnfinished = raw === undefined || !this.#watch.isFinished
    const fault = this.#fault ?? (isUnfinished ? unfinished : (failureIn(raw) ?? saysNothing))
    if (fault !== undefined) throw this.#fail(fault)
    this.#blocks.end()
    this.#emit({ type: 'finish', ...finish })
  }

  #readPart(part: JsonRecord): void {
    const id = 'codeExecutionResult' in part ? this.#callId : `${this.#id ?? 'answer'}-call-${this.#calls}`
    const { functionCall: call } = part
    if (isJsonRecord(call) && (this.#partial !== undefined || isPiece(call))) {
      this.#readPiece(part, call, id)
      return
    }
    const content = toContent(part, id)
    if (content === undefined) this.#fault ??= 'invalid-response'
    else this.#write(content)
  }

  /** Reads a piece of a call, as Vertex AI gives them on request; the last one may be empty. A name begins another call. */
  #readPiece(part: JsonRecord, call: JsonRecord, madeUpId: string): void {
    const name = asText(call['name'])
    if (this.#partial !== undefined && name !== '') {
      this.#cutPartial(this.#partial)
      this.#readPart(part)
      return
    }
    if (this.#partial === undefined) {
      this.#partial = new PartialCall(asText(call['id']) || madeUpId, name)
      this.#begin(this.#partial.id, name)
    }
    this.#partial.add(part, call)
    if (call['willContinue'] === true) return
    this.#endPartial(this.#partial.content(false))
  }

  /** The rest of a call has not come. */
  #cutPartial(partial: PartialCall): void {
    this.#endPartial(isTooLong(this.#body) ? partial.content(true) : undefined)
  }

  #endPartial(call: ToolCallContent | undefined): void {
    this.#partial = undefined
    if (call === undefined) this.#fault ??= 'invalid-response'
    else this.#end(call)
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
    if (content.type === 'tool-call') {
      this.#begin(content.toolCallId, content.toolName, content.providerExecuted)
      this.#end(content)
      return
    }
    this.#blocks.end()
    this.#emit(content)
  }

  #begin(id: string, toolName: string, providerExecuted?: boolean): void {
    this.#isEmpty = false
    this.#blocks.end()
    this.#calls += 1
    this.#callId = id
    this.#hasCalls ||= providerExecuted !== true
    this.#emit(compact({ type: 'tool-input-start', id, toolName, providerExecuted }))
  }

  #end(call: ToolCallContent): void {
    const { toolCallId: id, input } = call
    this.#emit({ type: 'tool-input-delta', id, delta: input })
    this.#emit({ type: 'tool-input-end', id })
    this.#emit(call)
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

/** What parts say: anything but a thought, an empty text and a bare signature is content. */
function saidIn(parts: readonly JsonRecord[]): ChunkSigns['said'] {
  const isSaid = ({ text, thoughtSignature: _, thought: _thought, ...others }: JsonRecord): boolean =>
    asText(text) !== '' || Object.values(others).some(isJsonRecord)
  const said = parts.filter(isSaid)
  if (said.length === 0) return undefined
  return said.every(({ thought }) => thought === true) ? 'thought' : 'content'
}

/** True for a piece of a call whose arguments come in pieces. */
function isPiece(call: JsonRecord): boolean {
  return call['willContinue'] === true || call['partialArgs'] !== undefined
}

/** A chunk merged into the earlier ones. Later fields win; null, and zeros among the counts, are ignored. Counts are totals. */
function over(body: JsonRecord, chunk: JsonRecord): JsonRecord {
  const candidate = { ...candidateOf(body), ...compact(candidateOf(chunk)) }
  const usage = mergeAccount(asRecord(body['usageMetadata']), asRecord(chunk['usageMetadata']))
  return { ...body, ...compact(chunk), candidates: [candidate], usageMetadata: usage }
}

type TextLike = Extract<Content, { type: 'text' | 'reasoning' }>
