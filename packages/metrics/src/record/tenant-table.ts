import type { Outcome } from '@llm-balancer/core'
import type { TenantMetrics } from '../contracts/snapshot.ts'
import type { ObservedBalancerState, ObservedTenantState } from '../contracts/state.ts'
import { Distribution } from '../histogram/distribution.ts'
import { AttemptCounters } from './attempt-counters.ts'
import { RunCounters } from './run-counters.ts'

/** The runs made on behalf of one tenant. */
export class TenantRecord {
  readonly tenant: string
  readonly runs: RunCounters
  readonly attempts: AttemptCounters
  running = 0
  readonly #durationMs: Distribution

  /** @param state what it continues from */
  constructor(tenant: string, state?: ObservedTenantState) {
    this.tenant = tenant
    this.runs = new RunCounters(state?.runs)
    this.attempts = new AttemptCounters(state?.attempts)
    this.#durationMs = new Distribution(state?.durationMs)
  }

  attemptEnded(outcome: Outcome): void {
    this.attempts.count(outcome)
  }

  succeeded(durationMs: number, now: number): void {
    this.runs.succeed()
    this.#durationMs.record(durationMs, now)
  }

  metrics(now: number): TenantMetrics {
    return {
      tenant: this.tenant,
      runs: this.runs.totals(),
      running: this.running,
      attempts: this.attempts.totals(),
      durationMs: this.#durationMs.summary(now),
    }
  }

  toState(): ObservedTenantState {
    return {
      tenant: this.tenant,
      runs: this.runs.totals(),
      attempts: this.attempts.totals(),
      durationMs: this.#durationMs.toState(),
    }
  }
}

type OtherTenants = NonNullable<ObservedBalancerState['otherTenants']>

/**
 * The tenants of a balancer: as many as are allowed, by the latest use. The totals of one that has to go are added to those of the
 * others, so that sums stay true.
 */
export class TenantTable {
  readonly #max: number
  /** The one used longest ago first. */
  readonly #tenants = new Map<string, TenantRecord>()
  #otherRuns: RunCounters | undefined
  readonly #otherAttempts: AttemptCounters

  constructor(max: number, states: readonly ObservedTenantState[] = [], others?: OtherTenants) {
    this.#max = max
    if (others !== undefined) this.#otherRuns = new RunCounters(others.runs)
    this.#otherAttempts = new AttemptCounters(others?.attempts)
    for (const state of states) this.#put(new TenantRecord(state.tenant, state))
  }

  /** The record of a tenant that makes a run now. */
  use(tenant: string): TenantRecord {
    const known = this.#tenants.get(tenant)
    if (known !== undefined) this.#tenants.delete(tenant)
    const record = known ?? new TenantRecord(tenant)
    this.#put(record)
    return record
  }

  metrics(now: number): readonly TenantMetrics[] {
    return [...this.#tenants.values()].map((record) => record.metrics(now))
  }

  toState(): readonly ObservedTenantState[] {
    return [...this.#tenants.values()].map((record) => record.toState())
  }

  /** Those that had to go, together; undefined while there are none. */
  others(): OtherTenants | undefined {
    if (this.#otherRuns === undefined) return undefined
    return { runs: this.#otherRuns.totals(), attempts: this.#otherAttempts.totals() }
  }

  #put(record: TenantRecord): void {
    this.#tenants.set(record.tenant, record)
    for (const oldest of this.#tenants.values()) {
      if (this.#tenants.size <= this.#max) return
      // A tenant whose run is in progress stays until that run has been counted.
      if (oldest.running > 0 || oldest === record) continue
      this.#tenants.delete(oldest.tenant)
      this.#otherRuns ??= new RunCounters()
      this.#otherRuns.addAll(oldest.runs.totals())
      this.#otherAttempts.addAll(oldest.attempts.totals())
    }
  }
}
