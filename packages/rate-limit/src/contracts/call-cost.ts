/** What one call is expected to take of the limits; `CallFacts` of the core are one. */
export interface CallCost {
  /** Expected input tokens. @default as many as calls used lately */
  readonly inputTokens?: number | undefined
  /** Expected output tokens. @default as many as calls used lately */
  readonly outputTokens?: number | undefined
  /** The longest answer that the call allows, for vendors that count it when the call arrives. @default unknown */
  readonly maxOutputTokens?: number | undefined
}
