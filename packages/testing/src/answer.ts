import {
  checkString,
  checkText,
  listOf,
  mustBe,
  numberWithin,
  oneOf,
  optionsOf,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'

const finishReasons = ['stop', 'length', 'content-filter', 'tool-calls'] as const

/** Why a reply ends, in the words of the unified chat types. */
export type ReplyFinish = (typeof finishReasons)[number]

/** A tool call of a reply. */
export type ReplyToolCall = {
  readonly name: string
  /** The arguments: an object, or the exact text the model "wrote", right or wrong. */
  readonly input: object | string
  /** @default made up from the request's number */
  readonly id?: string | undefined
}

/** Tokens a reply claims to have used. */
export type ReplyUsage = {
  /** All input tokens, cached ones included. @default a quarter of the request's bytes */
  readonly inputTokens?: number | undefined
  /** All output tokens, reasoning included. @default one per chunk */
  readonly outputTokens?: number | undefined
  /** @default 0 */
  readonly cacheReadTokens?: number | undefined
  /** @default 0 */
  readonly reasoningTokens?: number | undefined
}

/** What a target answers. A string is a text. */
export type Reply =
  | string
  | {
      /** @default the text that names the target, or none when there are tool calls */
      readonly text?: string | undefined
      /** How a stream cuts the text; joined they are the text. Wins over `text`. @default word by word */
      readonly chunks?: readonly string[] | undefined
      readonly toolCalls?: readonly ReplyToolCall[] | undefined
      /** What the model thought before it answered. @default none */
      readonly reasoning?: string | undefined
      readonly usage?: ReplyUsage | undefined
      /** @default 'tool-calls' when there are any, else 'stop' */
      readonly finish?: ReplyFinish | undefined
    }

/** A reply with everything filled in, ready to be put into a vendor's format. */
export type Answer = {
  /** Number of the request it answers. */
  readonly number: number
  readonly model: string
  /** Unix time in whole seconds. */
  readonly createdAt: number
  readonly reasoning: readonly string[]
  readonly text: readonly string[]
  readonly toolCalls: readonly {
    readonly id: string
    readonly name: string
    readonly input: unknown
    /** The arguments as JSON, cut into the pieces a stream sends. */
    readonly pieces: readonly string[]
  }[]
  readonly finish: ReplyFinish
  readonly usage: { readonly [Name in keyof ReplyUsage]-?: number }
  readonly includeUsage: boolean
  /** The account that issues it. */
  readonly account: string
  /** True when reasoning comes with its encrypted content, where that has to be asked for. */
  readonly isSealed: boolean
  /** True when it is made whether or not its stream is read. */
  readonly isBackground: boolean
}

/** What an answer takes from the request and its target. */
export type AnswerFacts = Pick<
  Answer,
  'number' | 'model' | 'createdAt' | 'includeUsage' | 'account' | 'isSealed' | 'isBackground'
> & {
  readonly targetId: string
  readonly requestBytes: number
}

const defaultWords = 8
const bytesPerToken = 4
const argumentPiece = 8

/** The text of an answer without a reply of its own: each of its words names the target and the request. */
function defaultChunks(targetId: string, number: number): string[] {
  const chunks = [`answer ${number} from ${targetId}:`]
  for (let word = 0; word < defaultWords; word += 1) chunks.push(` ${targetId}#${number}.${word + 1}`)
  return chunks
}

/** Fills in what a checked reply leaves open. */
export function answerOf(reply: Reply | undefined, facts: AnswerFacts): Answer {
  const given = typeof reply === 'string' ? { text: reply } : (reply ?? {})
  const toolCalls = (given.toolCalls ?? []).map((call, index) => toolCall(call, facts.number * 100 + index))
  const text = textOf(given, toolCalls.length > 0, facts)
  const reasoning = wordsOf(given.reasoning ?? '')
  const chunks = text.length + reasoning.length + toolCalls.length
  return {
    number: facts.number,
    model: facts.model,
    createdAt: facts.createdAt,
    includeUsage: facts.includeUsage,
    account: facts.account,
    isSealed: facts.isSealed,
    isBackground: facts.isBackground,
    reasoning,
    text,
    toolCalls,
    finish: given.finish ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop'),
    usage: {
      inputTokens: given.usage?.inputTokens ?? Math.ceil(facts.requestBytes / bytesPerToken),
      outputTokens: given.usage?.outputTokens ?? chunks,
      cacheReadTokens: given.usage?.cacheReadTokens ?? 0,
      reasoningTokens: given.usage?.reasoningTokens ?? reasoning.length,
    },
  }
}

const tokens = numberWithin({ min: 0, max: Infinity, integer: true })
const usageTable: OptionTable<ReplyUsage> = {
  inputTokens: [tokens],
  outputTokens: [tokens],
  cacheReadTokens: [tokens],
  reasoningTokens: [tokens],
}
const toolCallTable: OptionTable<ReplyToolCall> = {
  name: [checkText, required],
  input: [
    mustBe(
      'an object or a string',
      (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
    ),
    required,
  ],
  id: [checkText],
}
const replyTable: OptionTable<Exclude<Reply, string>> = {
  text: [checkString],
  chunks: [listOf(checkString)],
  toolCalls: [listOf(optionsOf(toolCallTable))],
  reasoning: [checkString],
  usage: [optionsOf(usageTable)],
  finish: [oneOf(...finishReasons)],
}
const checkReplyParts = optionsOf(replyTable)

/** A {@link Reply}. */
export const checkReply: Check = (name, value, owner): Reply =>
  typeof value === 'string' ? value : (checkReplyParts(name, value, owner) as Reply)

function textOf(given: Exclude<Reply, string>, hasToolCalls: boolean, facts: AnswerFacts): readonly string[] {
  if (given.chunks !== undefined) return given.chunks
  if (given.text !== undefined) return wordsOf(given.text)
  return hasToolCalls ? [] : defaultChunks(facts.targetId, facts.number)
}

function toolCall(call: ReplyToolCall, number: number): Answer['toolCalls'][number] {
  const written = typeof call.input === 'string' ? call.input : JSON.stringify(call.input)
  const pieces: string[] = []
  for (let start = 0; start < written.length; start += argumentPiece) {
    pieces.push(written.slice(start, start + argumentPiece))
  }
  return { id: call.id ?? `call_fake_${number}`, name: call.name, input: call.input, pieces }
}

function wordsOf(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}
