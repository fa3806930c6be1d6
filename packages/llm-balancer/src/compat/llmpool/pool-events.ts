import type { PoolChatResponse } from './messages.ts'
import type { PublicPoolProvider } from './pool-config.ts'

/** A provider answered a chat. */
export interface RequestSuccessEvent {
  readonly provider: string
  /** Counts from 1 within the chat. */
  readonly attempt: number
  /** What `chat` gives. */
  readonly result: PoolChatResponse
  /** The providers that failed in this chat before. */
  readonly excludedProviders: readonly string[]
  /** How many attempts of this chat failed before. */
  readonly totalErrors: number
}

/** An attempt of a chat failed. */
export interface RequestErrorEvent {
  readonly provider: string
  /** What happened, in words: no key, no prompt. */
  readonly error: string
  /** Counts from 1 within the chat. */
  readonly attempt: number
  /** True when the same request may succeed later, or elsewhere. */
  readonly retryable: boolean
}

/** The arguments of the listeners of each event of a pool. None holds a key or a prompt. */
export type LLMPoolEvents = {
  /** `initialize` is done. */
  readonly ready: readonly []
  readonly requestSuccess: readonly [event: RequestSuccessEvent]
  readonly requestError: readonly [event: RequestErrorEvent]
  /** The providers as they are now: at the start, and after each change. */
  readonly providersUpdated: readonly [providers: readonly PublicPoolProvider[]]
  /** A changed configuration has been taken over. */
  readonly configChanged: readonly [config: { readonly providers: readonly PublicPoolProvider[] }]
  /** A changed configuration was not taken over, and why; the last good one stays. */
  readonly error: readonly [error: Error]
  readonly debug: readonly [message: string]
  readonly circuitBreakersReset: readonly []
  readonly providerPriorityChanged: readonly [
    change: { readonly provider: string; readonly priority: number },
  ]
  readonly shutdown: readonly []
}
