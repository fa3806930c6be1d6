import type { StreamPart } from '../chat/stream-part.ts'
import type { SseEvent } from '../http/event-reader.ts'

/** Turns the events of one streamed answer into parts. Waits for nothing: it is given what has come. */
export interface PartReader {
  /** One event's parts. @throws ProviderError for an error in the stream, or one that cannot be read */
  read(event: SseEvent): Iterable<StreamPart>
  /** True once the answer is whole, whatever may follow. @default the events end by themselves */
  readonly isWhole?: boolean
  /** The parts that end the stream, `finish` last. @throws ProviderError when the answer is not whole */
  end(): Iterable<StreamPart>
}
