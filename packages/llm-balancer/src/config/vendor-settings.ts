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
  /** Google: true when `baseUrl` is Vertex AI's; the key is then an access token. @default false */
  readonly vertex?: boolean
  /** Azure OpenAI: the resource's name, in place of `baseUrl`. */
  readonly resource?: string
  /** Azure OpenAI: the name of the deployment that `model` has. @default `model`; that of `embeddingModel` is its own name */
  readonly deployment?: string
  /** Azure OpenAI: a date asks the classic API. @default the v1 API */
  readonly apiVersion?: string
  /** Azure OpenAI: gives a token of Microsoft Entra ID before each request, in place of `apiKey`. */
  readonly tokenProvider?: () => string | PromiseLike<string>
  /** Groq: how thoughts are given. @default 'parsed' where a model would write them into its text */
  readonly reasoningFormat?: 'parsed' | 'raw' | 'hidden'
}
