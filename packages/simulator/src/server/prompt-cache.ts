import type { RequestTokens } from '../run/conversations.ts'

/** What a server remembers of the prompts of conversations, for a while after it was last used. */
export class PromptCache {
  readonly #keptMs: number
  readonly #tokens = new Map<string | undefined, { readonly tokens: number; readonly until: number }>()

  constructor(keptMs: number) {
    this.#keptMs = keptMs
  }

  /** How many tokens of a prompt need not be read. */
  hit({ session, prefixTokens }: RequestTokens, now: number): number {
    const known = this.#tokens.get(session)
    return known === undefined || known.until <= now ? 0 : Math.min(known.tokens, prefixTokens)
  }

  /** A prompt has been answered. */
  remember({ session, inputTokens, outputTokens }: RequestTokens, now: number): void {
    if (session === undefined) return
    // Deleted first, so that the map keeps the order in which conversations were last used.
    this.#tokens.delete(session)
    this.#tokens.set(session, { tokens: inputTokens + outputTokens, until: now + this.#keptMs })
    for (const [oldest, { until }] of this.#tokens) {
      if (until > now) break
      this.#tokens.delete(oldest)
    }
  }
}
