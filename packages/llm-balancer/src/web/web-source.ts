import type { RestartChunk } from '@llm-balancer/core'
import type { ChatResponse, StreamPart } from '@llm-balancer/provider'
import type { LLMResponse } from '../requests/llm-request.ts'

/** A part of a streamed answer, as `stream` gives it. */
export type WebPart = StreamPart | RestartChunk

/** What `stream` gives, or `request` with `stream: true`; or parts or pieces of text of your own. */
export type WebStream = AsyncIterable<WebPart> | AsyncIterable<string>

/** What `generate` and `request` resolve with. */
export type WebAnswer = ChatResponse | LLMResponse

/**
 * An answer for a client: a stream, a whole answer, or a promise of one of them. A function is called with a signal that aborts when the
 * client leaves: `(signal) => llm.generate(request, { signal })` ends the call then, as a stream is ended without it.
 */
export type WebSource =
  | WebStream
  | WebAnswer
  | PromiseLike<WebStream | WebAnswer>
  | ((signal: AbortSignal) => WebStream | WebAnswer | PromiseLike<WebStream | WebAnswer>)
