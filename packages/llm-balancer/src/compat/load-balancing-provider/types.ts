import type { Clock } from '@llm-balancer/core/time'

/** A member of a load balancer. Its token goes to its own provider and to no other. */
export interface LoadBalancerSubProfile {
  readonly name: string
  /** Names the host's provider that serves it. */
  readonly providerName: string
  readonly modelId?: string
  readonly baseURL?: string
  readonly authToken?: string
}

/** A member with all that its provider needs. */
export interface ResolvedSubProfile {
  readonly name: string
  readonly providerName: string
  readonly model: string
  readonly baseURL?: string
  readonly authToken?: string
  readonly authKeyfile?: string
  readonly ephemeralSettings: Readonly<Record<string, unknown>>
  readonly modelParams: Readonly<Record<string, unknown>>
}

/** A member of either kind. */
export type SubProfile = ResolvedSubProfile | LoadBalancerSubProfile

/** Settings of {@link LoadBalancingProvider}. */
export interface LoadBalancingProviderConfig {
  readonly profileName: string
  /** `round-robin`: one member for each request, in turn. `failover`: one after the other until one serves. */
  readonly strategy: 'round-robin' | 'failover'
  /** At least one, with `failover` two. Their names differ. */
  readonly subProfiles: readonly SubProfile[]
  /** Go over each resolved member's settings, and say how failover works. Read anew for each request. */
  readonly lbProfileEphemeralSettings?: Readonly<Record<string, unknown>> | undefined
}

/**
 * How failover goes: the names in `lbProfileEphemeralSettings` that the balancer itself reads, anew for each request. One of a wrong type
 * counts as none. Times in ms.
 */
export interface FailoverSettings {
  /** Tries of one member before the next, ≥ 1, at most 100. @default 1 */
  readonly failover_retry_count: number
  /** The wait between two tries of one member, ≥ 0. @default 0 */
  readonly failover_retry_delay_ms: number
  /** Whether a network failure leads to the next member; otherwise it is thrown. @default true */
  readonly failover_on_network_errors: boolean
  /** The statuses that lead to the next member; others are thrown. @default 429 and 500 to 599 */
  readonly failover_status_codes?: readonly unknown[]
  /** After so long the primary is tried again, ≥ 0; beyond the original. @default 60 000 */
  readonly failover_failback_after_ms: number
  /** Longest wait for the first chunk of a try, > 0. @default Infinity */
  readonly timeout_ms: number
  /** @default false */
  readonly circuit_breaker_enabled: boolean
  /** Failures within the window that open a circuit, ≥ 1; more than 100 count as 100. @default 3 */
  readonly circuit_breaker_failure_threshold: number
  /** The window, > 0. @default 60 000 */
  readonly circuit_breaker_failure_window_ms: number
  /** How long a circuit stays open before a trial, ≥ 0. @default 30 000 */
  readonly circuit_breaker_recovery_timeout_ms: number
  /** A member that has served fewer tokens per minute, and some, comes last. @default 0 */
  readonly tpm_threshold: number
}

/** What the tries of one member came to, without those that were aborted or whose request was at fault. */
export interface BackendMetrics {
  /** `successes` + `failures` + those that run. */
  readonly requests: number
  readonly successes: number
  readonly failures: number
  /** Failures for which the first chunk took too long. */
  readonly timeouts: number
  readonly tokens: number
  /** Up to the ends of the streams. */
  readonly totalLatencyMs: number
  readonly avgLatencyMs: number
}

/** The circuit of one member. Times are clock times in ms. */
export interface CircuitBreakerState {
  readonly state: 'closed' | 'open' | 'half-open'
  /** The latest ones, without secrets. */
  readonly failures: { readonly timestamp: number; readonly error: Error }[]
  readonly openedAt?: number
  /** When the last trial began. */
  readonly lastAttempt?: number
}

/** How requests were spread, one for each: with round robin who was chosen, with failover who served. */
export interface LoadBalancerStats {
  readonly profileName: string
  readonly totalRequests: number
  readonly lastSelected: string | null
  readonly profileCounts: Record<string, number>
}

/** The same with what is known of each member, by name. */
export interface ExtendedLoadBalancerStats extends LoadBalancerStats {
  readonly backendMetrics: Record<string, BackendMetrics>
  /** Of members that have failed while circuits are enabled. */
  readonly circuitBreakerStates: Record<string, CircuitBreakerState>
  /** Tokens per minute, over the last five minutes. */
  readonly currentTPM: Record<string, number>
}

/** One request of the host. What is not listed here is passed on as it is, and so is `contents`. */
export interface GenerateChatOptions<Content = unknown> {
  readonly contents: Content[]
  readonly tools?: unknown
  /** `signal` ends the request. */
  readonly invocation?: { readonly signal?: AbortSignal | undefined } | undefined
  readonly metadata?: Record<string, unknown> | undefined
  /** A member's own goes over the caller's; `authToken` is the member's or absent. */
  readonly resolved?: Partial<Record<'model' | 'baseURL' | 'authToken', string>> | undefined
}

/** A provider of the host. Only `generateChatCompletion` has to be there. */
export interface IProvider<Content = unknown, Model = unknown> {
  generateChatCompletion(options: GenerateChatOptions<Content>): AsyncIterable<Content>
  getModels?(): Promise<Model[]>
  getDefaultModel?(): string
  getServerTools?(): string[]
  invokeServerTool?(toolName: string, params: unknown, ...more: ToolContext): Promise<unknown>
}

/** What goes with a call of a server tool. */
export type ToolContext = [config?: unknown, signal?: AbortSignal]

/** Where the host's providers are. */
export interface ProviderManager<Content = unknown, Model = unknown> {
  getProviderByName(name: string): IProvider<Content, Model> | undefined
}

/** What one member failed with. */
export interface MemberFailure {
  /** The member's name. */
  readonly profile: string
  readonly error: Error
}

/** What the documented constructor does not have. */
export interface LoadBalancingProviderOptions {
  /** Where time comes from. @default the machine's clock */
  readonly clock?: Clock
}
