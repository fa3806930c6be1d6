import type { ProviderMetadata } from '../chat/json.ts'
import type { StreamPart } from '../chat/stream-part.ts'
import type { EmitPart } from './part-reader.ts'

/** The types of the parts of each kind. */
const names = {
  text: { start: 'text-start', delta: 'text-delta', end: 'text-end' },
  reasoning: { start: 'reasoning-start', delta: 'reasoning-delta', end: 'reasoning-end' },
} as const

type Kind = keyof typeof names

/** Turns deltas of text and reasoning into blocks: start, deltas, end; one open at a time. */
export class BlockWriter {
  readonly #emit: EmitPart
  #open: { readonly kind: Kind; readonly id: string; readonly isMarked: boolean } | undefined
  #count = 0

  constructor(emit: EmitPart) {
    this.#emit = emit
  }

  /** True once any text or reasoning has been written. */
  get hasWritten(): boolean {
    return this.#count > 0
  }

  /** Writes one more delta; an empty one is ignored. `metadata` marks a block that differs from the others (a refusal). */
  write(kind: Kind, delta: string, metadata?: ProviderMetadata): void {
    if (delta === '') return
    const open = this.#open
    const isSame = open?.kind === kind && open.isMarked === (metadata !== undefined)
    this.#emit({ type: names[kind].delta, id: isSame ? open.id : this.#begin(kind, metadata), delta })
  }

  /** Ends the block of a kind with the vendor's metadata (a signature); without an open block an empty one is written. */
  seal(kind: Kind, metadata: ProviderMetadata): void {
    if (this.#open?.kind !== kind || this.#open.isMarked) this.#begin(kind)
    this.end(metadata)
  }

  /** Ends the open block. */
  end(metadata?: ProviderMetadata): void {
    if (this.#open === undefined) return
    this.#emit(partOf(names[this.#open.kind].end, this.#open.id, metadata))
    this.#open = undefined
  }

  #begin(kind: Kind, metadata?: ProviderMetadata): string {
    this.end()
    const id = `${kind}-${this.#count}`
    this.#open = { kind, id, isMarked: metadata !== undefined }
    this.#count += 1
    this.#emit(partOf(names[kind].start, id, metadata))
    return id
  }
}

type EdgePart = Extract<StreamPart, { readonly type: `${Kind}-${'start' | 'end'}` }>

/** The part that begins or ends a block. */
function partOf(
  type: EdgePart['type'],
  id: string,
  providerMetadata: ProviderMetadata | undefined,
): EdgePart {
  return providerMetadata === undefined ? { type, id } : { type, id, providerMetadata }
}
