import { createCircuitBreaker, type CircuitBreaker, type CircuitPermit } from '@llm-balancer/circuit-breaker'
import type { BalancerEvent, Guard, Outcome, Permit, TargetSnapshot, TokenUsage } from '@llm-balancer/core'
import { defined, readProperty } from '@llm-balancer/core/options'
import type { Clock } from '@llm-balancer/core/time'
import { asRecord, usageIn } from '@llm-balancer/provider'
import { safeError } from '../../errors/safe-error.ts'
import { isTimeout } from './failures.ts'
import type { FailoverSettings } from './settings.ts'
import type { BackendMetrics, CircuitBreakerState } from './types.ts'

/** The end of one try. */
export type TryEnd = Extract<BalancerEvent, { readonly outcome: unknown }>

const minuteMs = 60_000
const windowMinutes = 5

/** One member: its circuit, which the balancer asks before each try, and those of its figures that the balancer does not keep. */
export class Member implements Guard {
  readonly name = 'circuit-open'
  /** What the try failed with that ends next. */
  failedWith: unknown
  #timeouts = 0
  #totalLatencyMs = 0
  /** By minute of the clock, oldest first. */
  readonly #tokens = new Map<number, number>()
  readonly #settings: () => FailoverSettings
  readonly #circuit: CircuitBreaker
  #failures: CircuitBreakerState['failures'] | undefined
  #openedAt: number | undefined
  #lastAttempt: number | undefined

  constructor(settings: () => FailoverSettings, clock: Clock) {
    this.#settings = settings
    const counter = {
      success: () => false,
      failure: () => (this.#failures ?? []).length >= settings().failureThreshold,
      reset: () => {
        this.#failures = []
      },
      toJSON: () => undefined,
      restore: () => {},
    }
    this.#circuit = createCircuitBreaker({
      trip: { createCounter: () => counter },
      resetTimeoutMs: () => settings().recoveryMs,
      ...{ resetJitterRatio: 0, successThreshold: 1, timeoutMs: 0, clock },
    })
    this.#circuit.on('opened', ({ at }) => {
      this.#openedAt = at
    })
  }

  availableAt(now: number): number {
    return this.#settings().hasCircuits ? this.#circuit.availableAt(now) : now
  }

  acquire(now: number): Permit | null {
    if (!this.#settings().hasCircuits) return { release: () => {} }
    const permit = this.#circuit.acquire(now)
    if (permit !== null && this.#circuit.state === 'half-open') this.#lastAttempt = now
    return (
      permit && {
        release: (outcome, at) => {
          this.#release(permit, outcome, at)
        },
      }
    )
  }

  #release(permit: CircuitPermit, outcome: Outcome, at: number): void {
    if (outcome.type === 'failure')
      this.#failures = [...this.#recentFailures(at), { timestamp: at, error: safeError(this.failedWith) }]
    permit.release(outcome.type, at)
  }

  /** Its metrics, by what the balancer has counted of its tries. */
  metricsOf({ attempts, neutral, successes, failures, usage }: TargetSnapshot): BackendMetrics {
    const requests = attempts - neutral
    const tokens = usage.inputTokens + usage.outputTokens
    const [timeouts, totalLatencyMs] = [this.#timeouts, this.#totalLatencyMs]
    const avgLatencyMs = totalLatencyMs / Math.max(1, requests)
    return { requests, successes, failures, timeouts, tokens, totalLatencyMs, avgLatencyMs }
  }

  /** The circuit, as a copy; undefined before the first failure. */
  circuitState(): CircuitBreakerState | undefined {
    if (this.#failures === undefined) return undefined
    const state = this.#circuit.state === 'isolated' ? 'open' : this.#circuit.state
    const times = state === 'closed' ? {} : { openedAt: this.#openedAt, lastAttempt: this.#lastAttempt }
    return { state, failures: this.#failures.map((failure) => ({ ...failure })), ...defined(times) }
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

  /** Those within the window, no more than decide. */
  #recentFailures(now: number): CircuitBreakerState['failures'] {
    const { failureWindowMs, failureThreshold } = this.#settings()
    const recent = (this.#failures ?? []).filter(({ timestamp }) => now - timestamp < failureWindowMs)
    return recent.slice(-failureThreshold)
  }
}

/** The tokens that a chunk of the host reports, in the words of any vendor or SDK. */
export function usageOf(chunk: unknown): TokenUsage {
  return { ...usageIn(asRecord(readProperty(chunk, 'metadata'))), ...usageIn(asRecord(chunk)) }
}
