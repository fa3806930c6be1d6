import type { FinishReason } from '../chat/chat-response.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import { toolCallContent } from '../chat/tool-call-content.ts'
import { mergeMetadata } from './merge-metadata.ts'
import type { EmitPart } from './part-reader.ts'

/** A piece of a tool call, or a whole one. Texts that are missing are empty. */
export type ToolCallPiece = {
  /** Tells the calls of an answer apart that are written at the same time. */
  readonly index: number
  readonly id: string
  readonly name: string
  /** More of the arguments' JSON text. */
  readonly input: string
  readonly providerMetadata?: ProviderMetadata | undefined
}

type OpenCall = {
  readonly id: string
  name: string
  input: string
  started: boolean
  providerMetadata?: ProviderMetadata
}

/**
 * Puts streamed tool calls together. Pieces find their call by index; several calls may be interleaved, later pieces may
 * lack id and name, one piece may hold the whole call, and a server may give every call the same index but an id and a
 * name of its own.
 */
export class ToolCallWriter {
  readonly #calls: OpenCall[] = []
  /** Made with the first call: most answers have no tool calls. */
  #byIndex: Map<number, OpenCall> | undefined
  readonly #emit: EmitPart
  readonly #fallbackId: () => string

  /** `fallbackId` names the answer, for calls that come without an id. */
  constructor(emit: EmitPart, fallbackId: () => string) {
    this.#emit = emit
    this.#fallbackId = fallbackId
  }

  /** True once a call has begun. */
  get hasCalls(): boolean {
    return this.#calls.length > 0
  }

  /** Writes one more piece. */
  write(piece: ToolCallPiece): void {
    const call = this.#callOf(piece)
    if (call.name === '') call.name = piece.name
    call.input += piece.input
    if (piece.providerMetadata !== undefined) {
      call.providerMetadata = mergeMetadata(call.providerMetadata, piece.providerMetadata)
    }
    this.#progress(call, piece.input)
  }

  /** Ends all calls. Gives false when one of them is malformed; those before it have been emitted. */
  end(reason: FinishReason): boolean {
    for (const call of this.#calls) {
      const content = toolCallContent(call, reason)
      if (content === undefined) return false
      const { id, providerMetadata } = call
      this.#emit({ type: 'tool-input-end', id })
      this.#emit(providerMetadata === undefined ? content : { ...content, providerMetadata })
    }
    return true
  }

  #progress(call: OpenCall, delta: string): void {
    if (call.name === '') return
    const { id } = call
    let news = delta
    if (!call.started) {
      call.started = true
      this.#emit({ type: 'tool-input-start', id, toolName: call.name })
      news = call.input
    }
    if (news !== '') this.#emit({ type: 'tool-input-delta', id, delta: news })
  }

  #callOf({ index, id, name }: ToolCallPiece): OpenCall {
    this.#byIndex ??= new Map()
    const known = this.#byIndex.get(index)
    const isAnother = id !== '' && name !== '' && known?.id !== id
    if (known !== undefined && !isAnother) return known
    const fallback = `${this.#fallbackId()}-call-${this.#calls.length}`
    const call: OpenCall = { id: id === '' ? fallback : id, name, input: '', started: false }
    this.#calls.push(call)
    this.#byIndex.set(index, call)
    return call
  }
}
