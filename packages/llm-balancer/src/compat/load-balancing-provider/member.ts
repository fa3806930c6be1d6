import { createCircuitBreaker, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { Guard, Permit, TargetSnapshot, TokenUsage } from '@llm-balancer/core'
import { defined, readProperty } from '@llm-balancer/core/options'
import { RollingSum, type Clock } from '@llm-balancer/core/time'
import { asRecord, usageIn } from '@llm-balancer/provider'
import { safeError } from '../../errors/safe-error.ts'
import { isTimeout } from './failures.ts'
import type { CircuitBreakerState, ExtendedLoadBalancerStats, FailoverSettings, SubProfile } from './types.ts'

const minuteMs = 60_000
/** So many failures of a member are remembered, and count, at most. */
const mostFailures = 100

/** One member, as the balancer asks it before each try: its circuit, and those of its figures that the balancer does not keep. */
export class Member implements Guard {
  readonly name = 'circuit-open'
  readonly profile: SubProfile
  readonly #settings: () => FailoverSettings
  readonly #circuit: CircuitBreaker
  #timeouts = 0
  /** Of five minutes of the clock, this one included. */
  readonly #tokens = new RollingSum(minuteMs, 5)

  /** @param settings those that hold at the time */
  constructor(profile: SubProfile, settings: () => FailoverSettings, clock: Clock) {
    this.profile = profile
    this.#settings = settings
    // The circuit itself remembers what the rule counts.
    const failure = (now: number): boolean => {
      const windowMs = settings().circuit_breaker_failure_window_ms
      const recent = this.#circuit.report().failures.filter(({ at }) => now - at < windowMs)
      return recent.length >= Math.min(mostFailures, settings().circuit_breaker_failure_threshold)
    }
    this.#circuit = createCircuitBreaker({
      trip: { createCounter: () => ({ success: () => false, failure }) },
      resetTimeoutMs: () => settings().circuit_breaker_recovery_timeout_ms,
      ...{ resetJitterRatio: 0, successThreshold: 1, timeoutMs: 0, rememberFailures: mostFailures, clock },
    })
  }

  availableAt(now: number): number {
    return this.#settings().circuit_breaker_enabled ? this.#circuit.availableAt(now) : now
  }

  /** Every failure that is the member's counts, and a trial keeps its place up to the end of its stream. */
  acquire(now: number): Permit | null {
    const permit = this.#settings().circuit_breaker_enabled ? this.#circuit.acquire(now) : undefined
    if (permit === null) return null
    return {
      release: ({ type, usage }, at, error) => {
        permit?.release(type, at, error)
        if (isTimeout(error, this.profile.name)) this.#timeouts += 1
        this.#tokens.add((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0), at)
      },
    }
  }

  /** Adds what is known of it to the statistics of all. @param counted what the balancer has counted */
  addTo(stats: ExtendedLoadBalancerStats, counted: TargetSnapshot, now: number): void {
    const { id, attempts, neutral, successes, failures, usage } = counted
    const requests = attempts - neutral
    const tokens = usage.inputTokens + usage.outputTokens
    const totalLatencyMs = counted.successMs + counted.failureMs
    const avgLatencyMs = totalLatencyMs / Math.max(1, requests)
    const tries = { requests, successes, failures, timeouts: this.#timeouts }
    stats.backendMetrics[id] = { ...tries, tokens, totalLatencyMs, avgLatencyMs }
    stats.currentTPM[id] = this.tokensPerMinute(now)
    const hasCircuit = this.#settings().circuit_breaker_enabled && failures > 0
    if (hasCircuit) stats.circuitBreakerStates[id] = this.#circuitState()
  }

  /** The circuit, without secrets. */
  #circuitState(): CircuitBreakerState {
    const { state, failures, openedAt, probedAt } = this.#circuit.report()
    return {
      state: state === 'isolated' ? 'open' : state,
      failures: failures.map(({ at, error }) => ({ timestamp: at, error: safeError(error) })),
      ...defined({ openedAt, lastAttempt: probedAt }),
    }
  }

  /** The tokens of the last five minutes, divided by the minutes since the first of them, this one included. */
  tokensPerMinute(now: number): number {
    const { sum, since = now } = this.#tokens.total(now)
    return sum / (Math.floor((now - since) / minuteMs) + 1)
  }
}

/** The tokens that a chunk of the host reports, in the words of any vendor or SDK. */
export function usageOf(chunk: unknown): TokenUsage {
  return { ...usageIn(asRecord(readProperty(chunk, 'metadata'))), ...usageIn(asRecord(chunk)) }
}
