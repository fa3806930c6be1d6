/**
 * Instances of official SDKs, as far as this package uses them. The types are structural, so that no SDK and no version of one
 * is required.
 */

/** A client of OpenAI's SDK and those made like it: OpenAI with Azure, Anthropic with Vertex and Bedrock, Groq, Together. */
export interface RequestClient {
  readonly baseURL: string
  /** Sends one request with the client's own credentials, address, headers and transport. */
  request(options: SdkRequest): { asResponse(): Promise<Response> }
}

/** A client of Google's SDK (`@google/genai`), for the Gemini API or Vertex AI. */
export interface GenAIClient {
  readonly vertexai: boolean
  readonly models: object
  readonly chats: object
}

/** A client of Cohere's SDK (`cohere-ai`). */
export interface CohereSdkClient {
  chatStream(...request: never): unknown
  fetch(input: string, init?: RequestInit, options?: { maxRetries?: number }): Promise<Response>
}

/** A client of Mistral's SDK (`@mistralai/mistralai`). */
export interface MistralSdkClient {
  readonly _baseURL: URL | null
  readonly _options: object
  _do(request: Request, options: never): Promise<unknown>
}

/** A configured client of an official SDK. */
export type SdkClient = RequestClient | GenAIClient | CohereSdkClient | MistralSdkClient

/** A request as {@link RequestClient} takes it. */
export type SdkRequest = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below the client's base URL, with its query. */
  readonly path: string
  /** An object is sent as JSON; anything else must be a body that `fetch` takes. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
  readonly maxRetries?: number
  readonly fetchOptions?: { readonly redirect: 'manual' }
}
