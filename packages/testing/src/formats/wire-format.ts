import type { LimitStandings } from '../limits.ts'
import type { ErrorName } from '../fault.ts'
import type { Answer } from '../answer.ts'

/**
 * One vendor's wire format: the only place that knows its paths, bodies, events, errors and headers. The fake server asks
 * it for texts and decides by itself when, and how much of them, to send. Pure: no clock, no random, no state.
 */
export interface WireFormat {
  /** What the base URL of the vendor's official SDK ends with, after the target's own path: `/v1`. */
  readonly basePath: string
  /** What a request to this path asks for. `path` begins after the target's own and holds no query. */
  route(method: string, path: string): Route | undefined
  /** The key in the request's headers (names are lower-case). */
  keyIn(headers: Readonly<Record<string, string>>): string | undefined
  /** What the request asks, or what is wrong with it, in words. */
  read(body: unknown, path: string): Question | string
  /** The body of a whole answer. */
  answer(answer: Answer): unknown
  /** The events of a streamed answer, each framed as it goes over the wire. */
  stream(answer: Answer): StreamEvents
  /** An error as it comes instead of an answer. */
  error(error: VendorError): ErrorReply
  /** An error as an event of a stream that has begun with a 200. */
  errorEvent(error: VendorError): string
  /** Headers every answer has. */
  headers(number: number): Record<string, string>
  /** What the vendor says of its limits. `now` is Unix time in ms. */
  limitHeaders(standings: LimitStandings, now: number): Record<string, string>
  /** The body of the list of models. */
  models(ids: readonly string[]): unknown
}

/** What can be asked of a vendor: an answer, or which models there are. */
export type Route = 'chat' | 'models'

/** What every format understands of a request. */
export type Question = {
  readonly model: string
  readonly stream: boolean
  /** True when a stream has to tell the usage at its end. */
  readonly includeUsage: boolean
}

/** A streamed answer. A stream that lacks `ending` is a truncated one. */
export type StreamEvents = {
  /** Before the first content. */
  readonly preamble: readonly string[]
  /** One event per chunk of content. */
  readonly content: readonly string[]
  /** Finish reason, usage, terminator. */
  readonly ending: readonly string[]
}

/** An error to be put into the vendor's words. */
export type VendorError = {
  readonly name: ErrorName
  /** @default the vendor's usual status for it */
  readonly status?: number | undefined
  /** @default the vendor's usual text */
  readonly message?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly model: string
}

/** An error in the vendor's words. */
export type ErrorReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}
