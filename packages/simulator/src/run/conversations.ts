import type { Random } from '@llm-balancer/core'
import { drawNormal } from '../draws/distributions.ts'
import type { Sessions, TokenSize, TracedCall, Traffic } from '../scenario/traffic.ts'

/** What one call is about, in tokens. */
export interface RequestTokens {
  /** All of the prompt. */
  readonly inputTokens: number
  readonly outputTokens: number
  /** Calls of one conversation have the same word. */
  readonly session: string | undefined
  /** How much of the prompt its conversation has had before: what a server may have in its cache. */
  readonly prefixTokens: number
}

/** A conversation that is open. */
interface Conversation {
  readonly session: string
  /** Tokens of everything said so far. */
  tokens: number
}

/** No call of a conversation adds more than so many tokens; one that is longer than so many ends. */
const mostAddedTokens = 2000
const longestTokens = 60_000

/** Draws the sizes of the calls of one kind, one after another, and which of them belong together. */
export class Conversations {
  readonly #kind: Traffic
  readonly #random: Random
  readonly #open: Conversation[] = []
  /** Of calls that a trace puts into conversations. */
  readonly #traced = new Map<string, Conversation>()
  #begun = 0

  constructor(kind: Traffic, random: Random) {
    this.#kind = kind
    this.#random = random
  }

  /** The next call. */
  next(given: TracedCall): RequestTokens {
    const { tokens, sessions } = this.#kind
    const added = given.inputTokens ?? this.#size(tokens?.input)
    const outputTokens = given.outputTokens ?? this.#size(tokens?.output)
    const conversation = this.#conversationOf(given.session, sessions)
    if (conversation === undefined)
      return { inputTokens: added, outputTokens, session: undefined, prefixTokens: 0 }
    const prefixTokens = conversation.tokens
    // A trace says how long the whole prompt was.
    const inputTokens =
      given.inputTokens === undefined ? prefixTokens + Math.min(mostAddedTokens, added) : added
    conversation.tokens = inputTokens + outputTokens
    if (conversation.tokens > longestTokens) this.#end(conversation)
    return {
      inputTokens,
      outputTokens,
      session: conversation.session,
      prefixTokens: Math.min(prefixTokens, inputTokens),
    }
  }

  #conversationOf(named: string | undefined, sessions: Sessions | undefined): Conversation | undefined {
    if (named !== undefined) {
      const known = this.#traced.get(named) ?? { session: named, tokens: 0 }
      this.#traced.set(named, known)
      return known
    }
    if (sessions === undefined) return undefined
    const { systemTokens, continueRatio, active } = sessions
    const continued =
      this.#open.length > 0 && this.#random() < continueRatio ? this.#open[this.#place()] : undefined
    if (continued !== undefined) return continued
    this.#begun += 1
    const begun = { session: `${this.#kind.name}-${this.#begun}`, tokens: systemTokens }
    if (this.#open.length >= active) this.#open.splice(this.#place(), 1)
    this.#open.push(begun)
    return begun
  }

  #place(): number {
    return Math.floor(this.#random() * this.#open.length)
  }

  #end(conversation: Conversation): void {
    const place = this.#open.indexOf(conversation)
    if (place >= 0) this.#open.splice(place, 1)
  }

  #size(size: TokenSize | undefined): number {
    if (size === undefined) return 0
    const { median, spread = 0, least = 1, most = Infinity } = size
    const drawn = spread === 0 ? median : median * Math.exp(spread * drawNormal(this.#random))
    return Math.round(Math.min(most, Math.max(least, drawn)))
  }
}
