import type { BalancerSnapshot, FailureKind } from '@llm-balancer/core'
import type { ObservedBalancer } from '../contracts/observed-balancer.ts'
import type { BalancerMetrics, RunMetrics } from '../contracts/snapshot.ts'
import type { ObservedBalancerState } from '../contracts/state.ts'
import { Distribution } from '../histogram/distribution.ts'
import { RunCounters } from './run-counters.ts'
import { TargetRecord } from './target-record.ts'
import { TenantTable, type TenantRecord } from './tenant-table.ts'

/** So many targets that were removed are kept. */
const removedKept = 1000
/** So many runs are remembered at most, should a balancer not tell how some of them end. */
const notesKept = 100_000

/** What has to be remembered of a run until it ends: only of runs that wait, fail over, or have a tenant. */
export interface RunNote {
  tenant?: TenantRecord
  /** The target that failed the run last, and how. */
  lastTarget?: string
  lastKind?: FailureKind
  /** Clock time in ms since which it waits. */
  waitsSince?: number
}

/** What has happened in one observed balancer. Continues when another balancer is observed by the same name. */
export class BalancerRecord {
  readonly name: string
  readonly runs: RunCounters
  readonly durationMs: Distribution
  readonly waitMs: Distribution
  /** Undefined when tenants are not kept. */
  readonly tenants: TenantTable | undefined
  restarts: number
  resumptions: number
  readonly #targets = new Map<string, TargetRecord>()
  /** Ids of removed targets, the one removed first at the front. */
  readonly #removed = new Set<string>()
  readonly #notes = new Map<number, RunNote>()
  #balancer: ObservedBalancer | undefined

  /** @param state what it continues from */
  constructor(
    name: string,
    maxTenants: number,
    { state, now }: { state?: ObservedBalancerState; now: number },
  ) {
    this.name = name
    this.runs = new RunCounters(state?.runs)
    this.durationMs = new Distribution(state?.runs.durationMs)
    this.waitMs = new Distribution(state?.runs.waitMs)
    this.restarts = state?.runs.restarts ?? 0
    this.resumptions = state?.runs.resumptions ?? 0
    this.tenants =
      maxTenants > 0 ? new TenantTable(maxTenants, state?.tenants, state?.otherTenants) : undefined
    for (const target of state?.targets ?? [])
      this.#targets.set(target.id, new TargetRecord(target.id, now, target))
  }

  /** True while a balancer is observed. */
  get isObserved(): boolean {
    return this.#balancer !== undefined
  }

  /** A balancer is observed from now on; undefined: no longer. */
  set balancer(balancer: ObservedBalancer | undefined) {
    this.#balancer = balancer
    for (const runId of this.#notes.keys()) this.takeNote(runId)
    const snapshot = this.#snapshot()
    if (snapshot === undefined) return
    // Of those from before a restart it may no longer have all.
    for (const id of this.#targets.keys()) this.#removed.add(id)
    for (const { id } of snapshot.targets) this.#removed.delete(id)
    this.#forgetRemoved()
  }

  /** The record of a target, which begins when it is seen first. */
  target(id: string, now: number): TargetRecord {
    const known = this.#targets.get(id)
    if (known !== undefined) return known
    const record = new TargetRecord(id, now)
    this.#targets.set(id, record)
    return record
  }

  /** A target was added, perhaps again. */
  added(id: string): void {
    this.#removed.delete(id)
  }

  /** A target was removed: its record stays for a while. */
  removed(id: string): void {
    this.#removed.add(id)
    this.#forgetRemoved()
  }

  #forgetRemoved(): void {
    for (const oldest of this.#removed) {
      if (this.#removed.size <= removedKept) return
      this.#removed.delete(oldest)
      this.#targets.delete(oldest)
    }
  }

  /** What is remembered of a run, if anything is. */
  noteOf(runId: number): RunNote | undefined {
    return this.#notes.get(runId)
  }

  /** The same, made if there is none yet. */
  note(runId: number): RunNote {
    const known = this.#notes.get(runId)
    if (known !== undefined) return known
    const note: RunNote = {}
    this.#notes.set(runId, note)
    if (this.#notes.size > notesKept) {
      const [oldest] = this.#notes.keys()
      if (oldest !== undefined) this.takeNote(oldest)
    }
    return note
  }

  /** A run has ended, or its end will not be heard: what is remembered of it is given back, and forgotten. */
  takeNote(runId: number): RunNote | undefined {
    const note = this.#notes.get(runId)
    if (note === undefined) return undefined
    this.#notes.delete(runId)
    if (note.tenant !== undefined) note.tenant.running -= 1
    return note
  }

  metrics(now: number): BalancerMetrics {
    const snapshot = this.#snapshot()
    const present = new Map(snapshot?.targets.map((target) => [target.id, target]))
    for (const id of present.keys()) this.target(id, now)
    const others = this.tenants?.others()
    return {
      name: this.name,
      runs: this.#runs(snapshot, now),
      targets: [...this.#targets.values()].map((target) => target.metrics(present.get(target.id), now)),
      pools: (snapshot?.pools ?? []).map((pool) => ({ ...pool })),
      tenants: this.tenants?.metrics(now) ?? [],
      ...(others === undefined ? {} : { otherTenants: { ...others, running: 0 } }),
    }
  }

  toState(): ObservedBalancerState {
    const otherTenants = this.tenants?.others()
    return {
      name: this.name,
      runs: {
        ...this.runs.totals(),
        restarts: this.restarts,
        resumptions: this.resumptions,
        durationMs: this.durationMs.toState(),
        waitMs: this.waitMs.toState(),
      },
      targets: [...this.#targets.values()].map((target) => target.toState()),
      tenants: this.tenants?.toState() ?? [],
      ...(otherTenants === undefined ? {} : { otherTenants }),
    }
  }

  #runs(snapshot: BalancerSnapshot | undefined, now: number): RunMetrics {
    const repeats = { retries: 0, failovers: 0, hedges: 0 }
    for (const { repeats: own } of this.#targets.values()) {
      repeats.retries += own.retries
      repeats.failovers += own.failovers
      repeats.hedges += own.hedges
    }
    return {
      ...this.runs.totals(),
      ...repeats,
      running: snapshot?.runs.running ?? 0,
      waiting: snapshot?.runs.waiting ?? 0,
      restarts: this.restarts,
      resumptions: this.resumptions,
      durationMs: this.durationMs.summary(now),
      waitMs: this.waitMs.summary(now),
    }
  }

  #snapshot(): BalancerSnapshot | undefined {
    try {
      return this.#balancer?.snapshot()
    } catch {
      // A balancer of another make whose snapshot fails: what was counted is still true.
      return undefined
    }
  }
}
