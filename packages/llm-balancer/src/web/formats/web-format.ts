import type { ChatResponse, StreamPart } from '@llm-balancer/provider'
import type { AnswerContext, ToldFailure } from '@llm-balancer/provider/answers'
import type { WebFailure } from '../web-failure.ts'

/** Writes one streamed answer. */
export interface WebWriter {
  /** What a part adds to the answer; empty for a part that adds nothing. */
  write(part: StreamPart): string
  /** What ends an answer that has failed; a format without words for it breaks the connection. */
  fail?(failure: ToldFailure): string
  /** Says that what was written does not count, and another answer begins; a format without words for it ends as a failed one. */
  restart?(): string
}

/** How answers are written. */
export interface WebFormat {
  readonly contentType: string
  /** Further headers of a streamed answer. */
  readonly headers?: Readonly<Record<string, string>>
  /** Begins a streamed answer. */
  open(context: AnswerContext): WebWriter
  /** A whole answer as a JSON document, where the format has one; else it is written as a stream of its parts. */
  readonly whole?: (answer: ChatResponse, context: AnswerContext) => object
  /** The JSON body of a request that has failed before its first content. */
  errorBody(failure: WebFailure): object
}
