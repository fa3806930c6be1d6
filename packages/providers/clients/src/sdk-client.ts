/**
 * An instance of an official SDK, as far as this package uses it: its address, and the one method through which all of its
 * other methods send their requests. Every SDK of this family has it (OpenAI with Azure, Anthropic with Vertex and
 * Bedrock, Groq, Together). Structural, so that no SDK and no version of one is required.
 */

/** A configured client of an official SDK. */
export interface SdkClient {
  readonly baseURL: string
  /** Sends one request with the client's own credentials, address, headers and transport. */
  request(options: SdkRequest): { asResponse(): Promise<Response> }
}

/** A request as the SDK takes it. */
export type SdkRequest = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below the client's base URL, with its query. */
  readonly path: string
  /** An object is sent as JSON; anything else must be a body that `fetch` takes. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
  readonly maxRetries?: number
}

/** True for an object with the shape of an SDK's client. */
export function isSdkClient(value: unknown): value is SdkClient {
  const { baseURL, request } = Object(value) as Partial<SdkClient>
  return typeof baseURL === 'string' && typeof request === 'function'
}
