import type { Outcome, TargetSnapshot } from '@llm-balancer/core'
import { defined } from '@llm-balancer/core/options'
import type { TargetMetrics } from '../contracts/snapshot.ts'
import type { ObservedTargetState } from '../contracts/state.ts'
import type { RepeatTotals } from '../contracts/totals.ts'
import { Distribution } from '../histogram/distribution.ts'
import { RollingRate } from '../histogram/rolling-rate.ts'
import { AttemptCounters } from './attempt-counters.ts'
import { CircuitRecord } from './circuit-record.ts'

const secondMs = 1000

/** What has happened on one target of an observed balancer. */
export class TargetRecord {
  readonly id: string
  readonly circuit: CircuitRecord
  /** How often its attempts were further ones of their runs. */
  readonly repeats: { -readonly [Name in keyof RepeatTotals]: number }
  cooldowns: number
  quarantines: number
  readonly #attempts: AttemptCounters
  readonly #tokens: RollingRate
  readonly #durationMs: Distribution
  readonly #firstContentMs: Distribution
  readonly #tokensPerSecond: Distribution
  #lastFailure: TargetMetrics['lastFailure']

  /** @param state what it continues from */
  constructor(id: string, now: number, state?: ObservedTargetState) {
    this.id = id
    this.circuit = new CircuitRecord(state?.openings)
    this.repeats = {
      retries: state?.retries ?? 0,
      failovers: state?.failovers ?? 0,
      hedges: state?.hedges ?? 0,
    }
    this.cooldowns = state?.cooldowns ?? 0
    this.quarantines = state?.quarantines ?? 0
    this.#attempts = new AttemptCounters(state)
    this.#tokens = new RollingRate(now)
    this.#durationMs = new Distribution(state?.durationMs)
    this.#firstContentMs = new Distribution(state?.firstContentMs)
    this.#tokensPerSecond = new Distribution(state?.tokensPerSecond)
    this.#lastFailure = state?.lastFailure
  }

  /** A stream has given its first content. */
  committed(firstContentMs: number, now: number): void {
    this.#firstContentMs.record(firstContentMs, now)
  }

  /** An attempt has ended. */
  ended(outcome: Outcome, now: number): void {
    this.#attempts.count(outcome)
    const { usage, durationMs } = outcome
    if (usage !== undefined) this.#tokens.add((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0), now)
    if (outcome.type === 'failure') {
      const { kind, status } = outcome
      this.#lastFailure = defined({ kind, at: now, status })
    }
    if (outcome.type !== 'success') return
    this.#durationMs.record(durationMs, now)
    const { firstContentMs = durationMs } = outcome
    // The answer of a plain call comes at once: its tokens were made in all of the time.
    const writingMs = firstContentMs < durationMs ? durationMs - firstContentMs : durationMs
    const outputTokens = usage?.outputTokens ?? 0
    if (outputTokens > 0 && writingMs > 0)
      this.#tokensPerSecond.record((outputTokens * secondMs) / writingMs, now)
  }

  /** @param present what the balancer says of it; undefined when it no longer has it */
  metrics(present: TargetSnapshot | undefined, now: number): TargetMetrics {
    const inFlight = present?.inFlight ?? 0
    return {
      id: this.id,
      ...defined({ provider: present?.provider, model: present?.model }),
      attempts: this.#attempts.ended + inFlight,
      inFlight,
      ...this.#attempts.totals(),
      ...this.repeats,
      state: present?.state ?? 'removed',
      ...defined({ reason: present?.reason, availableAt: present?.availableAt }),
      ...(this.#lastFailure === undefined ? {} : { lastFailure: { ...this.#lastFailure } }),
      cooldowns: this.cooldowns,
      quarantines: this.quarantines,
      ...defined({
        circuit: this.circuit.metrics(now),
        concurrency: present?.concurrency,
        window: present?.window,
        load: present?.load,
      }),
      limits: (present?.limits ?? []).map((limit) => ({ ...limit })),
      headroom: (present?.headroom ?? []).map((limit) => ({ ...limit })),
      tokensPerMinute: this.#tokens.perMinute(now),
      durationMs: this.#durationMs.summary(now),
      firstContentMs: this.#firstContentMs.summary(now),
      tokensPerSecond: this.#tokensPerSecond.summary(now),
    }
  }

  toState(): ObservedTargetState {
    return {
      id: this.id,
      ...this.#attempts.totals(),
      ...this.repeats,
      cooldowns: this.cooldowns,
      quarantines: this.quarantines,
      openings: this.circuit.openings,
      ...(this.#lastFailure === undefined ? {} : { lastFailure: { ...this.#lastFailure } }),
      durationMs: this.#durationMs.toState(),
      firstContentMs: this.#firstContentMs.toState(),
      tokensPerSecond: this.#tokensPerSecond.toState(),
    }
  }
}
