import type { LimitStatuses } from '../limits.ts'
import type { ErrorName } from '../fault.ts'
import type { Answer } from '../answer.ts'

/**
 * One vendor's wire format: the only place that knows its paths, bodies, events, errors and headers. The fake server asks
 * it for texts and decides by itself when, and how much of them, to send. Pure: no clock, no random, no state.
 */
export interface WireFormat {
  /** What the base URL of the vendor ends with, after the target's own path: `/v1`. */
  readonly basePath: string
  /** What a request to this path asks for. `path` begins after the target's own and has no query. */
  route(method: string, path: string, query: URLSearchParams): Route | undefined
  /** The key in the request's headers (names are lower-case). */
  keyIn(headers: Readonly<Record<string, string>>): string | undefined
  /** An error as it comes instead of an answer. */
  error(error: WireError): ErrorReply
  /** Headers every answer has. */
  headers(number: number): Record<string, string>
  /**
   * True when a signature that one of the vendor's accounts has issued is good in all of them. @default what an account has issued is
   * good there alone
   */
  readonly sharesSignatures?: boolean
  /** What the vendor says of its limits. `now` is Unix time in ms. */
  limitHeaders(statuses: LimitStatuses, now: number): Record<string, string>
  /** The body of the list of models. */
  models(ids: readonly string[]): unknown
  /** The body that describes one model. */
  model(id: string): unknown
}

/** What can be asked of a vendor: an answer, the rest or the end of one, vectors, which models there are, or how many tokens a question has. */
export type Route =
  /** `isRest`: more of an answer that was begun by another request. */
  | { readonly type: 'chat'; readonly api: ChatFormat; readonly isRest?: boolean }
  /** What follows an event of an answer that is made in the background, as a stream, or all of it. */
  | {
      readonly type: 'rest'
      readonly api: ChatFormat
      readonly id: string
      readonly stream: boolean
      readonly after: number
    }
  /** Ends an answer that is made in the background. */
  | { readonly type: 'cancel'; readonly api: ChatFormat; readonly id: string }
  | { readonly type: 'embeddings'; readonly api: EmbeddingFormat }
  /** All models, or the one of an id. */
  | { readonly type: 'models'; readonly id?: string | undefined }
  | { readonly type: 'tokens'; readonly answer: (tokens: number) => unknown }

/** One chat API of a vendor. */
export interface ChatFormat {
  /** What the request asks, or what is wrong with it. */
  read(body: unknown): Question | Problem
  /** The body of a whole answer. */
  answer(answer: Answer): unknown
  /** The events of a streamed answer, each framed as it goes over the wire. */
  stream(answer: Answer): StreamEvents
  /** What the request sends back of earlier answers. @default nothing that belongs to an account */
  sentBack?(body: unknown): readonly SentBack[]
  /** The ids under which the account keeps the answer. @default none */
  kept?(answer: Answer): readonly KeptId[]
  /** The id of an answer that is made in the background. @default none is */
  backgroundId?(answer: Answer): string
  /** The same format for what follows the event of a number. @default there is no such */
  restAfter?(number: number): ChatFormat
  /** The body of an answer that has been cancelled. @default none can be */
  cancelled?(answer: Answer): unknown
  /** An error as an event of a stream that has begun with a 200. */
  errorEvent(error: WireError): string
}

/** An id that an account keeps, and the one without which it may not be sent back. */
export type KeptId = { readonly id: string; readonly needs?: string | undefined }

/**
 * What a request sends back of an earlier answer, and how it is refused. `seal`: a text that only its own account can read, of the item
 * `of`. `id`: what the account must have kept. `whole`: a whole item, which is checked only where the account has kept it.
 */
export type SentBack = { readonly refusal: Refusal } & (
  | { readonly type: 'seal'; readonly seal: string; readonly of?: string | undefined }
  | { readonly type: 'id'; readonly id: string }
  | { readonly type: 'whole'; readonly id: string }
)

/** A refusal of what was sent back; `needed` is what a whole item lacks. */
export type Refusal = (needed?: string) => Pick<WireError, 'status' | 'message' | 'code' | 'param'>

/** One embedding API of a vendor. */
export interface EmbeddingFormat {
  /** What the request asks, or what is wrong with it. */
  read(body: unknown): EmbeddingQuestion | Problem
  /** The body of the answer. */
  answer(embeddings: Embeddings): unknown
}

/** What is wrong with a request, in words. */
export type Problem = {
  readonly problem: string
  /** @default the vendor's usual status for a bad request */
  readonly status?: number
}

/** What every format understands of a request. */
export type Question = {
  readonly model: string
  readonly stream: boolean
  /** True when a stream has to tell the usage at its end. */
  readonly includeUsage: boolean
  /** True when the account is to keep the answer. @default false */
  readonly isKept?: boolean
  /** True when the answer is to be made whether or not its stream is read. @default false */
  readonly isBackground?: boolean
  /** True when reasoning is to come with its encrypted content. @default false */
  readonly isSealed?: boolean
}

/** Texts to be turned into vectors. */
export type EmbeddingQuestion = {
  readonly model: string
  readonly texts: readonly string[]
  /** Numbers per vector. @default the fake's own */
  readonly dimensions?: number | undefined
  /** True when vectors are asked for as base64 of 32-bit floats. @default false */
  readonly base64?: boolean
}

/** The vectors of a question, ready to be put into a vendor's format. */
export type Embeddings = EmbeddingQuestion & {
  /** Number of the request it answers. */
  readonly number: number
  /** One per text, in their order. */
  readonly vectors: readonly (readonly number[])[]
  readonly tokens: number
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
export type WireError = {
  readonly name: ErrorName
  /** @default the vendor's usual status for it */
  readonly status?: number | undefined
  /** @default the vendor's usual text */
  readonly message?: string | undefined
  readonly retryAfterMs?: number | undefined
  /** @default the vendor's usual code for it; not every vendor has one */
  readonly code?: string | null | undefined
  /** @default the vendor's usual parameter */
  readonly param?: string | null | undefined
  readonly model: string
}

/** An error in the vendor's words. */
export type ErrorReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}
