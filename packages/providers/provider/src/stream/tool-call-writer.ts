import type { FinishReason } from '../chat/chat-response.ts'
import type { ProviderMetadata } from '../chat/json.ts'
import { toolCallContent } from '../chat/tool-call-content.ts'
import { mergeMetadata } from './merge-metadata.ts'
import type { EmitPart } from './part-reader.ts'
import { ToolInput } from './tool-input.ts'

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
  /** The id that the server gives it, which may be empty or that of another one. */
  readonly wireId: string
  readonly input: ToolInput
  name: string
  /** What has come before its name. */
  early: string
  isStarted: boolean
  /** Its name came again after its arguments were complete, without arguments: those of another call may follow. */
  isNamedAgain: boolean
  providerMetadata?: ProviderMetadata
}

/**
 * Puts streamed tool calls together. Pieces find their call by a known id, else by index; several calls may be interleaved, later
 * pieces may lack id and name, one piece may hold the whole call. Where a server gives every call the same index, an id or a name of
 * its own begins another one, a name only after the arguments of the one before are complete.
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
    if (piece.providerMetadata !== undefined) {
      call.providerMetadata = mergeMetadata(call.providerMetadata, piece.providerMetadata)
    }
    this.#progress(call, piece.input)
  }

  /** Ends all calls. Gives false when one of them is malformed; those before it have been emitted. */
  end(reason: FinishReason): boolean {
    for (const { id, name, input, providerMetadata } of this.#calls) {
      const content = toolCallContent({ id, name, input: input.text }, reason)
      if (content === undefined) return false
      input.end(content.input)
      this.#emit(providerMetadata === undefined ? content : { ...content, providerMetadata })
    }
    return true
  }

  #progress(call: OpenCall, piece: string): void {
    if (call.isStarted) call.input.add(piece)
    else call.early += piece
    if (call.isStarted || call.name === '') return
    call.isStarted = true
    this.#emit({ type: 'tool-input-start', id: call.id, toolName: call.name })
    call.input.add(call.early)
  }

  #callOf(piece: ToolCallPiece): OpenCall {
    const { index, id, name } = piece
    this.#byIndex ??= new Map()
    const named = this.#named(piece)
    if (named !== undefined) return named
    const known = this.#byIndex.get(index)
    if (known !== undefined && !beginsAnother(piece, known)) return known
    const isFree = id !== '' && !this.#calls.some((call) => call.id === id)
    const ownId = isFree ? id : `${this.#fallbackId()}-call-${this.#calls.length}`
    const call: OpenCall = {
      ...{ id: ownId, wireId: id, input: new ToolInput(ownId, this.#emit) },
      ...{ name: name || (known?.name ?? ''), early: '', isStarted: false, isNamedAgain: false },
    }
    this.#calls.push(call)
    this.#byIndex.set(index, call)
    return call
  }

  /** The call of a piece that says it by its id. */
  #named({ id, name }: ToolCallPiece): OpenCall | undefined {
    if (id === '') return undefined
    const call = this.#calls.findLast(({ wireId }) => wireId === id)
    const isSame = name === '' || (call?.name === name && !call.input.isComplete)
    return isSame ? call : undefined
  }
}

/** True for a piece that has the index of a call but belongs to another one. */
function beginsAnother({ id, name, input }: ToolCallPiece, known: OpenCall): boolean {
  if (name === '') return id === '' && input.trim() !== '' && known.isNamedAgain
  if (id !== '' && id !== known.wireId) return true
  if (known.name === '') return false
  const { isComplete } = known.input
  if (name !== known.name) return known.input.text === '' || isComplete
  known.isNamedAgain ||= id === '' && isComplete
  return id === '' && input !== '' && isComplete
}
