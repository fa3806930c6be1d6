import type { FailureKind } from 'llm-balancer'
import type { PhaseRecord } from './injector.ts'
import type { ProcessHealth } from './process-health.ts'

/** Numbers of failures by kind. */
export type FailureCounts = Readonly<Partial<Record<FailureKind, number>>>

/** One target in a {@link Report}. Times are those of the latest 1024 answers, in ms. */
export type TargetReport = {
  readonly name: string
  readonly vendor: string
  /** `ready`, or why it gets no calls now: `cooling: rate-limit`. */
  readonly state: string
  readonly inFlight: number
  /** = `successes` + `failures` + `neutral` + `inFlight` */
  readonly attempts: number
  readonly successes: number
  readonly failures: number
  readonly neutral: number
  readonly failuresByKind: FailureCounts
  readonly latencyMs: { readonly p50: number | undefined; readonly p95: number | undefined }
  readonly firstContentMs: { readonly p50: number | undefined }
  readonly tokens: number
  /** In dollars; absent where the price is unknown. */
  readonly cost?: number
  /** The share of its budget that is spent in the present minute; absent without one. */
  readonly budgetRatio?: number
  /** Absent without a limit. */
  readonly requestsPerMinute?: number
}

/** One phase of injected faults. */
export type PhaseReport = {
  readonly name: string
  readonly target: string
  readonly what: string
  readonly state: PhaseRecord['state']
  readonly fromMs: number
  readonly toMs: number
  /** Requests hit, as the servers count them, by fault. */
  readonly hits: Readonly<Record<string, number>>
  /** Failures of these kinds at this target, as the balancer counts them. */
  readonly noticed: FailureCounts
}

/** Everything that the demo shows at one moment. */
export type Report = {
  /** Runs that have ended; = `succeeded` + `lost` + `cancelled`. */
  readonly runs: number
  readonly succeeded: number
  readonly lost: number
  /** Ended by Ctrl-C. */
  readonly cancelled: number
  readonly mixedStreams: number
  readonly attempts: number
  readonly failuresByKind: FailureCounts
  readonly targets: readonly TargetReport[]
  readonly chats: number
  readonly streams: number
  /** Times a stream began anew after a cut. */
  readonly restarts: number
  /** Runs that were served after a failure. */
  readonly failedOver: number
  readonly running: number
  readonly injected: readonly PhaseReport[]
  readonly losses: readonly string[]
  readonly durationMs: number
  readonly elapsedMs: number
  readonly runsPerSecond: number
  readonly seed: number
  readonly process: ProcessHealth
}
