import type { RunOptions } from '@llm-balancer/core'
import type { ChatResponse, StreamPart } from '@llm-balancer/provider'
import type { AttemptRecord, RestartChunk } from '@llm-balancer/core'
import { checkKnown } from '../config/check-known.ts'
import { describe } from '../config/checks.ts'

/** What one call may ask for: where it may go, for how long, and when it ends. Names are those of provider entries or tags. */
export type LLMCallOptions = RunOptions

/** What one stream may ask for. */
export interface LLMStreamOptions extends LLMCallOptions {
  /**
   * What happens when a stream breaks after its first content: `throw` a StreamInterruptedError, or `restart` at another
   * provider after giving a `restart` part. @default 'throw'
   */
  readonly onInterrupted?: 'throw' | 'restart' | undefined
  /** Yields each of the vendor's stream events as a `raw` part, too. @default false */
  readonly includeRaw?: boolean | undefined
}

/** A whole answer, and how it came about. */
export interface LLMChatResponse extends ChatResponse {
  /** Name of the provider entry that served. */
  readonly provider: string
  /** Every attempt, in order; the last one is the one that served. */
  readonly attempts: readonly AttemptRecord[]
}

/** A part of a stream that may restart. */
export type RestartableStreamPart = StreamPart | RestartChunk

const callOptionNames = [
  'signal',
  'deadlineMs',
  'affinityKey',
  'only',
  'exclude',
  'pin',
  'expectedTokens',
  'maxAttempts',
  'timeouts',
] as const satisfies (keyof LLMCallOptions)[]

/** Refuses options of a call that nobody reads; their values are checked by the core. @throws TypeError naming one */
export function checkCallOptions(
  owner: 'request' | 'generate' | 'stream' | 'embed',
  options: LLMStreamOptions = {},
): void {
  const own = owner === 'stream' ? ['onInterrupted', 'includeRaw'] : []
  checkKnown(owner, options, [...callOptionNames, ...own])
  const { includeRaw = false } = options
  if (typeof includeRaw === 'boolean') return
  throw new TypeError(`${owner}: "includeRaw" must be true or false, got ${describe(includeRaw)}`)
}
