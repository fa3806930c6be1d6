import { toolCallContent } from '@llm-balancer/provider'
import type { FinishReason, StreamPart } from '@llm-balancer/provider'
import { readToolCall } from '../response/tool-call.ts'

type OpenCall = { readonly id: string; name: string; input: string; started: boolean }

/**
 * Puts streamed tool calls together. Pieces find their call by index; several calls may be interleaved, later pieces may
 * lack id and name, one delta may hold the whole call, and a server may give every call the same index but an id and a
 * name of its own.
 */
export class ToolCallWriter {
  readonly #calls: OpenCall[] = []
  readonly #byIndex = new Map<number, OpenCall>()
  readonly #fallbackId: () => string

  /** `fallbackId` names the answer, for calls that come without an id. */
  constructor(fallbackId: () => string) {
    this.#fallbackId = fallbackId
  }

  /** True once a call has begun. */
  get hasCalls(): boolean {
    return this.#calls.length > 0
  }

  /** One delta's pieces. */
  *write(pieces: unknown): Generator<StreamPart, void, undefined> {
    if (!Array.isArray(pieces)) return
    for (const [position, wire] of (pieces as unknown[]).entries()) {
      const { index = position, id, name, input } = readToolCall(wire)
      const call = this.#callAt(index, id, name)
      if (call.name === '' && name !== undefined) call.name = name
      call.input += input
      yield* progress(call, input)
    }
  }

  /** Ends all calls. Gives false when one of them is malformed; what is well-formed has been yielded. */
  *end(reason: FinishReason): Generator<StreamPart, boolean, undefined> {
    for (const { id, name, input } of this.#calls) {
      const content = toolCallContent({ id, name, input }, reason)
      if (content === undefined) return false
      yield { type: 'tool-input-end', id }
      yield content
    }
    return true
  }

  #callAt(index: number, id: string | undefined, name: string | undefined): OpenCall {
    const known = this.#byIndex.get(index)
    const isAnother = id !== undefined && name !== undefined && known?.id !== id
    if (known !== undefined && !isAnother) return known
    const call = {
      id: id ?? `${this.#fallbackId()}-call-${this.#calls.length}`,
      name: name ?? '',
      input: '',
      started: false,
    }
    this.#calls.push(call)
    this.#byIndex.set(index, call)
    return call
  }
}

function* progress(call: OpenCall, delta: string): Generator<StreamPart, void, undefined> {
  if (call.name === '') return
  const { id } = call
  if (call.started) {
    if (delta !== '') yield { type: 'tool-input-delta', id, delta }
    return
  }
  call.started = true
  yield { type: 'tool-input-start', id, toolName: call.name }
  if (call.input !== '') yield { type: 'tool-input-delta', id, delta: call.input }
}
