import type { StreamPart } from '../chat/stream-part.ts'
import type { CallOptions } from '../chat/chat-model.ts'
import type { SseEvent } from '../http/event-reader.ts'
import type { HttpAnswer } from '../http/http-answer.ts'
import type { TextEvent } from './text-pattern.ts'

/**
 * Receives the parts of an answer, one by one and in order. Readers and writers of answers call it immediately: parts that
 * were emitted before an error stay emitted.
 */
export type EmitPart = (part: StreamPart) => void

/**
 * How the events of an answer ended: the body was `closed`; or, after the answer had given its finish, the connection was `broken`,
 * or it was `silent` for a second.
 */
export type StreamEnd = 'closed' | 'broken' | 'silent'

/** Where an answer is that its vendor goes on making although its stream breaks. Paths are below the base URL. */
export type RemotePlace = {
  /** Gives the events that follow the one read last. */
  readonly resumePath: string
  /** Ends the work on it. */
  readonly cancelPath: string
  /** How much has been read; grows with each event. */
  readonly position: number
}

/** What the reader of an answer is given once more when the rest of it comes by another stream. */
export type ReaderSource = {
  readonly answer: HttpAnswer
  readonly options: CallOptions
  readonly emit: EmitPart
}

/**
 * Turns the events of one streamed answer into parts, which it hands to its {@link EmitPart}. It is synchronous: it is
 * given the events that have arrived.
 */
export interface PartReader {
  /** Emits one event's parts. @throws ProviderError for an error in the stream, or one that cannot be read */
  read(event: SseEvent): void
  /** True once the answer is complete, even if events follow. @default the end of the events ends the answer */
  readonly isWhole?: boolean
  /**
   * True once the answer has certainly said how it ended (see {@link FinishWatch}), though more may follow (usage, a terminator): then
   * a server that stays open and silent has ended it, and a broken connection has where no terminator is promised. @default false
   */
  readonly isFinished?: boolean
  /**
   * What the event read last was, if it was one piece of text and nothing else: any event that differs from it in that text alone would
   * be read in the same way. Such events then go to its `write`, unparsed. @default every event is read
   */
  readonly textEvent?: TextEvent | undefined
  /** Where the rest of the answer can be had while it is not whole. @default it ends with its stream */
  readonly remote?: RemotePlace | undefined
  /** The rest of the answer comes by another stream. For readers that have a {@link remote}. */
  resume?(source: ReaderSource): void
  /** How long silence has to last to end it, in ms. @default 1000 */
  readonly graceMs?: number | undefined
  /**
   * Emits the parts that end the stream, `finish` last.
   *
   * @param how @default 'closed'
   * @throws ProviderError when the answer is not whole
   */
  end(how?: StreamEnd): void
}
