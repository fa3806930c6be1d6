/** Tokens one call used, as far as known. A missing number is unknown, not zero. */
export interface TokenUsage {
  /** All input tokens, cached ones included. */
  readonly inputTokens?: number
  /** All output tokens, reasoning included. */
  readonly outputTokens?: number
  /** Input tokens read from the vendor's prompt cache. */
  readonly cacheReadTokens?: number
  /** Input tokens written to the vendor's prompt cache. */
  readonly cacheWriteTokens?: number
  /** Output tokens spent on reasoning. */
  readonly reasoningTokens?: number
}

/** Prices in US dollars per million tokens, finite and ≥ 0. A missing price is unknown, not free; 0 is free. */
export interface TokenPrice extends TokenRates {
  /** What calls with a long input cost: all of their tokens. @default the same */
  readonly longInput?: LongInputPrice | undefined
}

/** A price for each kind of token. */
export interface TokenRates {
  readonly inputPerMTok?: number | undefined
  readonly outputPerMTok?: number | undefined
  /** Input tokens read from the vendor's prompt cache. @default inputPerMTok */
  readonly cacheReadPerMTok?: number | undefined
  /** Input tokens written to it. @default inputPerMTok */
  readonly cacheWritePerMTok?: number | undefined
  /** Output tokens spent on reasoning. @default outputPerMTok */
  readonly reasoningPerMTok?: number | undefined
}

/** Prices that replace the usual ones for calls with more input tokens than this. A price that it does not name stays as it is. */
export interface LongInputPrice extends TokenRates {
  readonly aboveTokens: number
}

/** What is left of one limit that a guard keeps, such as requests per minute. */
export interface Headroom {
  readonly unit: LimitReport['unit']
  /** How much may be used per window. */
  readonly limit: number
  /** Length of the window in ms. */
  readonly windowMs: number
  /** How much may be used now; below 0 when more was used than there was. */
  readonly left: number
  /** How much may be used at once when nothing has been used for long: all of `limit`, or a part of it. */
  readonly most: number
}

/** What a vendor reports of one of its limits, usually in response headers. */
export interface LimitReport {
  /** What is counted. `tokens` is input and output together. */
  readonly unit: 'requests' | 'tokens' | 'input-tokens' | 'output-tokens'
  /** How many are allowed per window. */
  readonly limit?: number
  /** How many are left now. */
  readonly remaining?: number
  /** Milliseconds from now until the limit is full again. */
  readonly resetMs?: number
  /** Length of the window in ms, where the vendor's documents say it: 60 000 for "per minute". */
  readonly windowMs?: number
}
