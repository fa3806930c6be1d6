import { createCircuitBreaker, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import type { BalancerEvent, Guard, TargetSnapshot, TargetUpdate, TokenUsage } from '@llm-balancer/core'
import { defined, readProperty } from '@llm-balancer/core/options'
import type { Clock } from '@llm-balancer/core/time'
import { asRecord, usageIn } from '@llm-balancer/provider'
import { safeError } from '../../errors/safe-error.ts'
import { isTimeout } from './failures.ts'
import type { BackendMetrics, CircuitBreakerState, FailoverSettings } from './types.ts'

/** The end of one try. */
export type TryEnd = Extract<BalancerEvent, { readonly outcome: unknown }>

const minuteMs = 60_000
const windowMinutes = 5
/** So many failures of a member are remembered, and count, at most. */
const mostFailures = 100

/** One member: its circuit, and those of its figures that the balancer does not keep. */
export class Member {
  /** Its circuit, to which every failure that is the member's counts. */
  readonly guard: Guard
  /** What the balancer was given for it last. */
  given: TargetUpdate<unknown> = {}
  #timeouts = 0
  #totalLatencyMs = 0
  /** By minute of the clock, oldest first. */
  readonly #tokens = new Map<number, number>()
  readonly #circuit: CircuitBreaker

  /** @param settings those that hold at the time */
  constructor(settings: () => FailoverSettings, clock: Clock) {
    // The circuit itself remembers what the rule counts.
    const failure = (now: number): boolean => {
      const windowMs = settings().circuit_breaker_failure_window_ms
      const recent = circuit.report().failures.filter(({ at }) => now - at < windowMs)
      return recent.length >= Math.min(mostFailures, settings().circuit_breaker_failure_threshold)
    }
    const circuit = createCircuitBreaker({
      trip: { createCounter: () => ({ success: () => false, failure }) },
      resetTimeoutMs: () => settings().circuit_breaker_recovery_timeout_ms,
      ...{ resetJitterRatio: 0, successThreshold: 1, timeoutMs: 0, rememberFailures: mostFailures, clock },
    })
    this.#circuit = circuit
    this.guard = {
      name: circuit.name,
      availableAt: (now) => circuit.availableAt(now),
      acquire(now) {
        const permit = circuit.acquire(now)
        return permit && { release: ({ type }, at, error) => permit.release(type, at, error) }
      },
    }
  }

  /** Its metrics, by what the balancer has counted of its tries. */
  metricsOf({ attempts, neutral, successes, failures, usage }: TargetSnapshot): BackendMetrics {
    const requests = attempts - neutral
    const tokens = usage.inputTokens + usage.outputTokens
    const [timeouts, totalLatencyMs] = [this.#timeouts, this.#totalLatencyMs]
    const avgLatencyMs = totalLatencyMs / Math.max(1, requests)
    return { requests, successes, failures, timeouts, tokens, totalLatencyMs, avgLatencyMs }
  }

  /** The circuit, without secrets. */
  circuitState(): CircuitBreakerState {
    const { state, failures, openedAt, probedAt } = this.#circuit.report()
    return {
      state: state === 'isolated' ? 'open' : state,
      failures: failures.map(({ at, error }) => ({ timestamp: at, error: safeError(error) })),
      ...defined({ openedAt, lastAttempt: probedAt }),
    }
  }

  /** Notes the end of a try. */
  noteEnd(event: TryEnd): void {
    const { outcome, at } = event
    const { inputTokens = 0, outputTokens = 0 } = outcome.usage ?? {}
    const minute = Math.floor(at / minuteMs)
    const tokens = inputTokens + outputTokens
    if (tokens > 0) this.#tokens.set(minute, (this.#tokens.get(minute) ?? 0) + tokens)
    for (const one of this.#tokens.keys()) if (one <= minute - windowMinutes) this.#tokens.delete(one)
    if (outcome.type === 'neutral') return
    this.#totalLatencyMs += outcome.durationMs
    if (event.type === 'attempt-failed' && isTimeout(event.error, event.targetId)) this.#timeouts += 1
  }

  /** The tokens of the last five minutes, divided by the minutes since the first of them, this one included. */
  tokensPerMinute(now: number): number {
    const minute = Math.floor(now / minuteMs)
    const recent = [...this.#tokens].filter(([one]) => one > minute - windowMinutes)
    const [first] = recent[0] ?? [minute]
    return recent.reduce((sum, [, tokens]) => sum + tokens, 0) / (minute - first + 1)
  }
}

/** The tokens that a chunk of the host reports, in the words of any vendor or SDK. */
export function usageOf(chunk: unknown): TokenUsage {
  return { ...usageIn(asRecord(readProperty(chunk, 'metadata'))), ...usageIn(asRecord(chunk)) }
}
