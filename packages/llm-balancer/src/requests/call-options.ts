import type { AttemptRecord, AttemptTimeouts, RestartChunk, RunOptions } from '@llm-balancer/core'
import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkHedge,
  checkSignal,
  checkString,
  checkText,
  checkTexts,
  copyOfList,
  mustBe,
  finite,
  nonNegative,
  numberWithin,
  oneOf,
  positive,
  readOptions,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ChatResponse, StreamPart } from '@llm-balancer/provider'
import { givenOptions } from '../options/given-options.ts'
import { callHints } from '../options/hints.ts'

/** Which model a call asks for. */
export interface ModelChoice {
  /** A name for models (the balancer's option `models`), or the model of a provider: the call goes only to where that is. @default any */
  readonly model?: string | undefined
}

/** What becomes of an answer that ends by itself with nothing but thoughts: it is kept, or the next provider is asked. */
export type ThoughtsOnly = 'keep' | 'refuse'

/** What a chat call does with an answer that has nothing to say. */
export interface ThoughtsChoice {
  /**
   * With `refuse`, an answer that ends by itself with nothing but thoughts is a failure, and the next provider is asked; a stream commits
   * at its first content besides thoughts, which are held back until then. `request` is for text and refuses what has none; with `keep`
   * it resolves with empty content. @default 'refuse' for `request`, 'keep' for `generate` and `stream`
   */
  readonly thoughtsOnly?: ThoughtsOnly | undefined
}

/** Options of one call: where it may go, for how long, and when it ends. Names are those of provider entries or tags. */
export type LLMCallOptions = ModelChoice &
  ThoughtsChoice &
  Omit<RunOptions<ChatResponse>, 'classifyResponse' | 'operation' | 'promptKey'>

/** Options of a call whose answer does not come as a whole chat response: there is none to judge. */
export type LLMPartialOptions = Omit<LLMCallOptions, 'acceptable'>

/** Options of one stream. */
export interface LLMStreamOptions extends LLMPartialOptions {
  /**
   * What happens when a stream breaks after its first content: `throw` a StreamInterruptedError, `restart` at another
   * provider after giving a `restart` part, or `continue`: the same provider gives the rest of an answer that its vendor goes on with
   * (OpenAI's `background`); else the next provider goes on where the text broke, where the catalogue says that its model can (`prefill`)
   * and nothing but text has come; else as `restart`. @default 'throw'
   */
  readonly onInterrupted?: 'throw' | 'restart' | 'continue' | undefined
  /**
   * Which of the parts that were read a StreamInterruptedError holds: the last 64 KiB of them, all, or none. @default 'last'
   */
  readonly partial?: 'last' | 'all' | false | undefined
  /** A stream that is not read for so long, in ms, is ended: a reader that comes back gets a StreamInterruptedError. @default 300 000 */
  readonly unreadMs?: number | undefined
  /** Yields each of the vendor's stream events as a `raw` part, too. @default false */
  readonly includeRaw?: boolean | undefined
}

/** A whole answer, and how it came about. */
export interface LLMChatResponse extends ChatResponse {
  /** Name of the provider entry that served. */
  readonly provider: string
  /** The model as it was configured. */
  readonly model: string
  /** Every attempt, in the order in which they began; the one that served is the one whose outcome is a success. */
  readonly attempts: readonly AttemptRecord[]
}

/** A part of a stream that may restart. */
export type RestartableStreamPart = StreamPart | RestartChunk

/** The method that is called with options, which begins the messages. */
export type CallName = 'request' | 'generate' | 'stream' | 'embed'

const clockTable: OptionTable<AttemptTimeouts> = {
  attemptMs: [positive],
  firstContentMs: [positive],
  idleMs: [positive],
}
const tokenTable: OptionTable<Required<NonNullable<RunOptions['expectedTokens']>>> = {
  input: [finite],
  output: [finite],
  maxOutput: [finite],
}
const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => isText(value) || (Array.isArray(value) && value.every(isText))
/** Gives a copy of a list: the call does not change with it. */
const copied =
  (check: Check): Check =>
  (name, value, owner) =>
    check(name, copyOfList(value), owner)
const checkNames = copied(mustBe('a name or a list of names', isTexts))
const checkOnly = copied(
  mustBe('a name, a list of names, or a function', (value) => typeof value === 'function' || isTexts(value)),
)

const callTable: OptionTable<Omit<LLMPartialOptions, 'thoughtsOnly'>> = {
  model: [checkText],
  signal: [checkSignal],
  deadlineMs: [positive],
  affinityKey: [checkString],
  tenant: [checkString],
  prefer: [checkNames],
  heldBy: [checkNames],
  only: [checkOnly],
  needs: [checkTexts],
  exclude: [checkNames],
  pin: [checkString],
  expectedTokens: [givenOptions(tokenTable)],
  maxCostUsd: [nonNegative],
  maxAttempts: [atLeastOne],
  priority: [numberWithin({ min: -Infinity, max: Infinity })],
  hedge: [checkHedge],
  idempotent: [checkBoolean],
  explain: [checkBoolean],
  timeouts: [givenOptions(clockTable, { hints: { timeout: 'attemptMs' } })],
}
const chatTable: OptionTable<LLMPartialOptions> = {
  ...callTable,
  thoughtsOnly: [oneOf('keep', 'refuse')],
}
const wholeTable: OptionTable<LLMCallOptions> = { ...chatTable, acceptable: [checkFunction] }
const streamTable: OptionTable<LLMStreamOptions> = {
  ...chatTable,
  onInterrupted: [oneOf('throw', 'restart', 'continue')],
  partial: [(name, value, owner) => (value === false ? value : oneOf('last', 'all')(name, value, owner))],
  unreadMs: [positive],
  includeRaw: [checkBoolean],
}

/** How an answer comes: as a whole chat response, as the parts of a stream, or piece by piece or as vectors. */
type Answer = 'whole' | 'stream' | 'pieces'

const tables = { whole: wholeTable, stream: streamTable, pieces: chatTable }

/** What most calls are made with: nothing has to be read. */
export const noCallOptions: LLMCallOptions & LLMStreamOptions = Object.freeze({})

/** Reads the options of one call. @throws TypeError or RangeError naming the one that is unknown or wrong */
export function readCallOptions(
  owner: CallName,
  answer: Answer,
  options: (LLMCallOptions & LLMStreamOptions) | undefined,
): LLMCallOptions & LLMStreamOptions {
  if (options === undefined) return noCallOptions
  const table = (owner === 'embed' ? callTable : tables[answer]) as OptionTable<
    LLMCallOptions & LLMStreamOptions
  >
  return readOptions(owner, options, table, { hints: callHints })
}
