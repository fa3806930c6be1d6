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

/** Prices in one currency per million tokens. A missing price is unknown, not free; 0 is free. */
export interface TokenPrice {
  readonly inputPerMTok?: number
  readonly outputPerMTok?: number
  /** @default inputPerMTok */
  readonly cacheReadPerMTok?: number
  /** @default inputPerMTok */
  readonly cacheWritePerMTok?: number
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
