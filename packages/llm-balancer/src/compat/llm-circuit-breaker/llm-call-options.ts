import type { HeaderSettings } from '@llm-balancer/provider'

/** One HTTP call, as `LLMCircuitBreaker.call` takes it. */
export interface LLMCallOptions {
  /** Absolute, without credentials; https, or http to this machine. Redirects are not followed: they would carry the key to wherever they point. */
  readonly url: string
  /** @default 'POST' */
  readonly method?: string | undefined
  /** Keys belong here. An undefined value leaves the header out. */
  readonly headers?: HeaderSettings | undefined
  /** The body: text, bytes and forms are sent as they are, anything else as JSON. @default none */
  readonly data?: unknown
  /** Ends the call at once, with its own reason; it is not made again. */
  readonly signal?: AbortSignal | undefined
}
