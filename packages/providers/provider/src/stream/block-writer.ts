import type { ProviderMetadata } from '../chat/json.ts'
import type { StreamPart } from '../chat/stream-part.ts'

type Kind = 'text' | 'reasoning'

/** Turns deltas of text and reasoning into blocks: start, deltas, end; one open at a time. */
export class BlockWriter {
  #open: { readonly kind: Kind; readonly id: string; readonly isMarked: boolean } | undefined
  #count = 0

  /** True once there was any text or reasoning. */
  get hasWritten(): boolean {
    return this.#count > 0
  }

  /** One more delta; an empty one is nothing. `metadata` marks a block that is not like the others (a refusal). */
  *write(kind: Kind, delta: string, metadata?: ProviderMetadata): Generator<StreamPart, void, undefined> {
    if (delta === '') return
    const isMarked = metadata !== undefined
    const open = this.#open
    if (open?.kind === kind && open.isMarked === isMarked) yield { type: `${kind}-delta`, id: open.id, delta }
    else yield { type: `${kind}-delta`, id: yield* this.#begin(kind, metadata), delta }
  }

  /** Ends the block of a kind with what the vendor says of it (a signature); one without text is opened for that. */
  *seal(kind: Kind, metadata: ProviderMetadata): Generator<StreamPart, void, undefined> {
    if (this.#open?.kind !== kind || this.#open.isMarked) yield* this.#begin(kind)
    yield* this.end(metadata)
  }

  /** Ends the open block. */
  *end(metadata?: ProviderMetadata): Generator<StreamPart, void, undefined> {
    if (this.#open === undefined) return
    yield { type: `${this.#open.kind}-end`, id: this.#open.id, ...withMetadata(metadata) }
    this.#open = undefined
  }

  *#begin(kind: Kind, metadata?: ProviderMetadata): Generator<StreamPart, string, undefined> {
    yield* this.end()
    const id = `${kind}-${this.#count}`
    this.#open = { kind, id, isMarked: metadata !== undefined }
    this.#count += 1
    yield { type: `${kind}-start`, id, ...withMetadata(metadata) }
    return id
  }
}

function withMetadata(metadata: ProviderMetadata | undefined): {
  readonly providerMetadata?: ProviderMetadata
} {
  return metadata === undefined ? {} : { providerMetadata: metadata }
}
