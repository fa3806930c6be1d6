import { walkBackoff } from '../backoff/walk-backoff.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import { BalancerClosedError } from '../errors/run-errors.ts'
import { watchBounds } from './bounds.ts'
import { factsOf } from './call-facts.ts'
import { emit } from './emit.ts'
import type { OuterAttempt } from './group.ts'
import { checkRunOptions } from './run-options.ts'
import type { Engine, Run } from './state.ts'
import { findTarget } from './targets.ts'

/** Settings of a new run. */
export interface RunSettings<Options = RunOptions> {
  readonly options?: Options | undefined
  /** @default true for a stream, false for a plain run */
  readonly explains?: boolean
  readonly outer?: OuterAttempt
}

const noOptions: RunOptions = {}

/** Without `maxAttempts` every target may be tried once; a target is called again only up to this many attempts in all. */
const usualAttempts = 3

/** Begins a run. @throws BalancerClosedError, or what is wrong with the options */
export function openRun<Client>(
  engine: Engine<Client>,
  { options = noOptions, outer, ...settings }: RunSettings,
  streaming: boolean,
): Run<Client> {
  if (engine.closed) throw new BalancerClosedError()
  if (options !== noOptions) checkRunOptions(options, streaming)
  if (options.pin !== undefined) findTarget(engine, options.pin)
  const now = engine.clock.now()
  const longestMs = outer === undefined ? Infinity : engine.timeouts.deadlineMs
  const deadlineMs = Math.min(options.deadlineMs ?? engine.timeouts.deadlineMs, longestMs)
  const { explains = streaming } = outer ?? settings
  const maxAttempts = options.maxAttempts ?? engine.retry.maxAttempts
  const run: Run<Client> = {
    engine,
    id: (engine.counts.started += 1),
    options,
    call: factsOf(options, now, streaming),
    deadlineMs,
    explains,
    inGroup: outer !== undefined,
    beganAt: now,
    maxAttempts: maxAttempts ?? Infinity,
    maxWithRepeats: maxAttempts ?? usualAttempts,
    records: outer?.trail ?? [],
    errors: [],
    failed: [],
    retries: 0,
    backoff: walkBackoff(engine.retry.backoff),
    charged: 'none',
  }
  engine.running.add(run)
  watchBounds(run)
  emit(engine, 'run-started', { runId: run.id, streaming })
  return run
}

/** Ends a run's bookkeeping; only the first call counts. `detail` says which target served, or what went wrong. */
export function settle<Client>(
  run: Run<Client>,
  result: 'succeeded' | 'failed' | 'cancelled',
  detail: { readonly targetId?: string; readonly error?: unknown },
): void {
  const { engine } = run
  if (!engine.running.delete(run)) return
  run.release?.()
  run.onCancelled = undefined
  engine.counts[result] += 1
  const durationMs = Math.max(0, engine.clock.now() - run.beganAt)
  const facts = { runId: run.id, attempts: run.records.length, durationMs }
  if (result === 'succeeded' && engine.retry.budget !== false) engine.retry.budget.deposit(run.charged)
  emit(engine, `run-${result}`, { ...facts, ...detail })
  if (engine.running.size === 0) for (const resolve of engine.onIdle) resolve()
}
