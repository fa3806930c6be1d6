import type { Outcome } from '@llm-balancer/core'
import {
  checkBoolean,
  defined,
  numberWithin,
  readOptions,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { Observer } from '../contracts/observed-balancer.ts'
import { readObserveOptions } from '../observe/read-observe-options.ts'
import { subscribe, type Handlers } from '../observe/subscribe.ts'
import { failureReason } from '../record/failure-reason.ts'
import { explainTrail } from './explain-trail.ts'
import { OpenTrail } from './open-trail.ts'
import { Ring } from './ring.ts'
import type { RunTrail } from './run-trail.ts'

/** How much is kept of the latest runs. */
export interface RecentRunsOptions {
  /** How many runs are kept, a whole number ≥ 1. @default 1000 */
  readonly size?: number
  /** True: why each target was chosen is kept as well, which costs an object for each candidate of a pick. @default true */
  readonly reasons?: boolean
}

/** The latest runs of the observed balancers: what to ask when a run was slow, or failed. */
export interface RecentRuns extends Observer {
  /** Those that have ended, the newest first. */
  list(): readonly RunTrail[]
  /** One of them, or one that still runs. @param balancer the name that it is observed by. @default any */
  find(runId: number, balancer?: string): RunTrail | undefined
  /** The same as text, one line for each attempt and each wait; undefined when the run is not known. */
  explain(runId: number, balancer?: string): string | undefined
}

const table: OptionTable<Required<RecentRunsOptions>> = {
  size: [numberWithin({ min: 1, max: 1_000_000, integer: true }), 1000],
  reasons: [checkBoolean, true],
}

/**
 * Keeps the trails of the latest runs.
 *
 * @example
 * const runs = recentRuns()
 * runs.observe(llm)
 * const slowest = runs.list().toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))[0]
 * if (slowest !== undefined) console.log(runs.explain(slowest.runId))
 * @throws TypeError or RangeError that names the option
 */
export function recentRuns(options: RecentRunsOptions = {}): RecentRuns {
  const { size, reasons } = readOptions('recentRuns', options, table)
  return new RunKeeper(size, reasons)
}

class RunKeeper implements RecentRuns {
  readonly #ended: Ring<RunTrail>
  readonly #reasons: boolean
  /** Those that run, of each observed balancer. */
  readonly #open = new Set<ReadonlyMap<number, OpenTrail>>()

  constructor(size: number, reasons: boolean) {
    this.#ended = new Ring(size)
    this.#reasons = reasons
  }

  observe(...[balancer, options]: Parameters<RecentRuns['observe']>): () => void {
    const { name } = readObserveOptions(balancer, options)
    const open = new Map<number, OpenTrail>()
    const end = subscribe(balancer, this.#handlers(name, open))
    this.#open.add(open)
    return () => {
      end()
      this.#open.delete(open)
    }
  }

  list(): readonly RunTrail[] {
    return this.#ended.newestFirst()
  }

  find(runId: number, balancer?: string): RunTrail | undefined {
    const isMeant = (trail: RunTrail): boolean =>
      trail.runId === runId && (balancer === undefined || trail.balancer === balancer)
    const running = [...this.#open].flatMap((open) => open.get(runId)?.trail ?? [])
    return running.find(isMeant) ?? this.list().find(isMeant)
  }

  explain(runId: number, balancer?: string): string | undefined {
    const trail = this.find(runId, balancer)
    return trail === undefined ? undefined : explainTrail(trail)
  }

  #handlers(name: string, open: Map<number, OpenTrail>): Handlers {
    const endAttempt = (event: {
      readonly runId: number
      readonly attempt: number
      readonly outcome: Outcome
    }): void => {
      open.get(event.runId)?.endAttempt(event.attempt, event.outcome)
    }
    const end = (
      runId: number,
      at: number,
      detail: Pick<RunTrail, 'result' | 'durationMs' | 'targetId' | 'reason'>,
    ): void => {
      const run = open.get(runId)
      if (run === undefined) return
      open.delete(runId)
      run.end(at, detail)
      this.#ended.add(run.trail)
    }
    return {
      ...(this.#reasons
        ? { 'target-picked': ({ runId, attempt, ...reason }) => open.get(runId)?.pick(attempt, reason) }
        : {}),
      'run-started': ({ runId, at, streaming, tenant, operation }) => {
        const begin = { balancer: name, runId, startedAt: at, streaming, ...defined({ tenant, operation }) }
        open.set(runId, new OpenTrail(begin))
      },
      'run-waited': ({ runId, at, cause, considered }) => open.get(runId)?.waits(at, cause, considered),
      'attempt-started': ({ runId, at, attempt, targetId, hedge }) =>
        open.get(runId)?.beginAttempt({ number: attempt, targetId, startedAt: at, ...defined({ hedge }) }),
      'stream-committed': ({ runId, attempt, firstContentMs }) =>
        open.get(runId)?.commit(attempt, firstContentMs),
      'stream-restarted': ({ runId, attempt }) => open.get(runId)?.restart(attempt),
      'attempt-succeeded': endAttempt,
      'attempt-failed': endAttempt,
      'attempt-neutral': endAttempt,
      'run-succeeded': ({ runId, at, durationMs, targetId }) => {
        end(runId, at, { result: 'succeeded', durationMs, targetId })
      },
      'run-failed': ({ runId, at, durationMs, error }) => {
        const reason = failureReason(error, open.get(runId)?.lastKind)
        end(runId, at, { result: 'failed', durationMs, reason })
      },
      'run-cancelled': ({ runId, at, durationMs }) => {
        end(runId, at, { result: 'cancelled', durationMs })
      },
    }
  }
}
