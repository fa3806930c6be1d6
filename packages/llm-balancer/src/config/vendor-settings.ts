/** Settings that single vendors have beside those of every provider; for any other vendor they are refused. */
export interface VendorSettings {
  /** OpenAI: which of its chat APIs is spoken. @default 'chat-completions' */
  readonly api?: 'chat-completions' | 'responses'
  /** OpenAI: sent as `openai-organization`. @default the key's own */
  readonly organization?: string
  /** OpenAI: sent as `openai-project`. @default the key's own */
  readonly project?: string
  /** Anthropic: the API version, a date. @default '2023-06-01' */
  readonly version?: string
  /** Anthropic: beta features. @default [] */
  readonly betas?: readonly string[]
  /** Anthropic: `max_tokens` of requests that do not say, a whole number ≥ 1. @default 16_384 */
  readonly maxOutputTokens?: number
}
