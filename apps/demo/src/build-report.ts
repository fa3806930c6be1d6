import type { BalancerSnapshot, FailureKind, TargetSnapshot } from 'llm-balancer'
import type { PhaseRecord } from './injector.ts'
import type { FailureCounts, PhaseReport, Report, TargetReport } from './report.ts'
import type { Tally } from './tally.ts'

/** The sources of a report. */
export type ReportSources = Pick<Report, 'durationMs' | 'elapsedMs' | 'seed' | 'process'> & {
  readonly tally: Tally
  readonly snapshot: BalancerSnapshot
  readonly phases: readonly PhaseRecord[]
  /** Vendor of a target. */
  readonly vendorOf: (targetId: string) => string
  /** What a target may spend, and what it is limited to. @default nothing is known */
  readonly boundsOf?: (targetId: string) => Pick<TargetReport, 'budgetRatio' | 'requestsPerMinute'>
}

const microUsdPerUsd = 1_000_000

/** Puts together what callers, balancer and servers have counted. */
export function reportOf(sources: ReportSources): Report {
  const { tally, snapshot, phases, vendorOf, boundsOf = () => ({}), ...facts } = sources
  const { started, succeeded, lost, cancelled, mixed, ...counts } = tally.counts
  const targets = snapshot.targets.map((target) => ({
    ...targetReport(target, vendorOf(target.id), tally),
    ...boundsOf(target.id),
  }))
  const runs = succeeded + lost + cancelled
  return {
    ...{ runs, succeeded, lost, cancelled, mixedStreams: mixed },
    attempts: targets.reduce((sum, { attempts }) => sum + attempts, 0),
    failuresByKind: sumOf(targets.map(({ failuresByKind }) => failuresByKind)),
    targets,
    ...counts,
    running: started - runs,
    injected: phases.map((record) => phaseReport(record, targets, facts.durationMs)),
    losses: [...tally.losses],
    runsPerSecond: Math.round((runs * 10_000) / Math.max(1, facts.elapsedMs)) / 10,
    ...facts,
  }
}

function targetReport(target: TargetSnapshot, vendor: string, tally: Tally): TargetReport {
  const { id, state, reason, inFlight, attempts, successes, failures, neutral, failuresByKind } = target
  const cost = costOf(target)
  const { latency, firstContent } = tally.times(id)
  return {
    ...{
      name: id,
      vendor,
      state: reason ?? state,
      inFlight,
      attempts,
      successes,
      failures,
      neutral,
      failuresByKind,
    },
    latencyMs: { p50: rounded(latency.quantile(0.5)), p95: rounded(latency.quantile(0.95)) },
    firstContentMs: { p50: rounded(firstContent.quantile(0.5)) },
    tokens: target.usage.inputTokens + target.usage.outputTokens,
    ...(cost === undefined ? {} : { cost }),
  }
}

/** Undefined where no attempt has a known cost although some used tokens. */
function costOf({ costMicroUsd, unpriced }: TargetSnapshot): number | undefined {
  return costMicroUsd === 0 && unpriced > 0 ? undefined : costMicroUsd / microUsdPerUsd
}

function phaseReport(
  { phase, state, hits }: PhaseRecord,
  targets: readonly TargetReport[],
  durationMs: number,
): PhaseReport {
  const { name, targetId, what, from, to, kinds } = phase
  const found = targets.find((target) => target.name === targetId)?.failuresByKind ?? {}
  const noticed = Object.fromEntries(kinds.flatMap((kind) => (found[kind] ? [[kind, found[kind]]] : [])))
  const [fromMs, toMs] = [from * durationMs, to * durationMs].map(Math.round) as [number, number]
  return { name, target: targetId, what, state, fromMs, toMs, hits: { ...hits }, noticed }
}

/** Adds counts up, name by name. */
function sumOf(counts: readonly FailureCounts[]): FailureCounts {
  const sum: Partial<Record<FailureKind, number>> = {}
  for (const count of counts) {
    for (const [kind, number] of Object.entries(count) as [FailureKind, number][]) {
      sum[kind] = (sum[kind] ?? 0) + number
    }
  }
  return sum
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10
}
