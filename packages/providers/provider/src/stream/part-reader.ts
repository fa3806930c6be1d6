import type { StreamPart } from '../chat/stream-part.ts'
import type { SseEvent } from '../http/event-reader.ts'

/**
 * Takes the parts of an answer, one by one and in order. Readers and writers of answers are given it and call it at once:
 * what has been emitted before something throws stays emitted.
 */
export type EmitPart = (part: StreamPart) => void

/**
 * Turns the events of one streamed answer into parts, which it hands to its {@link EmitPart}. Waits for nothing: it is given
 * what has come.
 */
export interface PartReader {
  /** Emits one event's parts. @throws ProviderError for an error in the stream, or one that cannot be read */
  read(event: SseEvent): void
  /** True once the answer is whole, whatever may follow. @default the events end by themselves */
  readonly isWhole?: boolean
  /** Emits the parts that end the stream, `finish` last. @throws ProviderError when the answer is not whole */
  end(): void
}
