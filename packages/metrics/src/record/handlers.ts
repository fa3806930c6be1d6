import type { Outcome } from '@llm-balancer/core'
import type { Handlers } from '../observe/subscribe.ts'
import type { BalancerRecord } from './balancer-record.ts'
import { failureReason } from './failure-reason.ts'

/** An attempt has ended. */
interface AttemptEnd {
  readonly at: number
  readonly runId: number
  readonly targetId: string
  readonly attempt: number
  readonly hedge?: true
  readonly outcome: Outcome
}

/**
 * What a record hears. Of a run that succeeds at once that is two events: nothing has to be remembered of it. What an attempt was,
 * a retry or a failover, and how long its run waited before it, is told when it ends.
 */
export function handlersOf(record: BalancerRecord): Handlers {
  const ended = (event: AttemptEnd): void => {
    countAttempt(record, event)
  }
  const blocked = (isQuarantine: boolean) => {
    return ({ targetId, at }: { readonly targetId: string; readonly at: number }): void => {
      const target = record.target(targetId, at)
      if (isQuarantine) target.quarantines += 1
      else target.cooldowns += 1
    }
  }
  return {
    ...runHandlers(record),
    ...circuitHandlers(record),
    'attempt-succeeded': ended,
    'attempt-failed': ended,
    'attempt-neutral': ended,
    'stream-committed': ({ targetId, firstContentMs, at }) => {
      record.target(targetId, at).committed(firstContentMs, at)
    },
    'stream-restarted': () => {
      record.restarts += 1
    },
    'stream-resumed': () => {
      record.resumptions += 1
    },
    'target-cooled': blocked(false),
    'target-quarantined': blocked(true),
    'target-added': ({ targetId }) => {
      record.added(targetId)
    },
    'target-removed': ({ targetId }) => {
      record.removed(targetId)
    },
  }
}

function countAttempt(record: BalancerRecord, end: AttemptEnd): void {
  const { at, runId, targetId, attempt, hedge, outcome } = end
  const target = record.target(targetId, at)
  target.ended(outcome, at)
  const note = record.noteOf(runId)
  if (hedge === true) target.repeats.hedges += 1
  else if (attempt > 1 && note?.lastTarget !== undefined) {
    if (note.lastTarget === targetId) target.repeats.retries += 1
    else target.repeats.failovers += 1
  }
  if (note !== undefined) {
    note.tenant?.attemptEnded(outcome)
    endWait(record, note, at - outcome.durationMs)
  }
  // One that another attempt of its run has beaten says nothing of what comes next, and may end after its run.
  if (outcome.type === 'success' || isBeaten(outcome)) return
  const remembered = note ?? record.note(runId)
  remembered.lastTarget = targetId
  if (outcome.kind !== undefined) remembered.lastKind = outcome.kind
}

function isBeaten(outcome: Outcome): boolean {
  return outcome.type === 'neutral' && outcome.beaten === true
}

/** A run no longer waits. */
function endWait(record: BalancerRecord, note: { waitsSince?: number }, now: number): void {
  if (note.waitsSince === undefined) return
  record.waitMs.record(Math.max(0, now - note.waitsSince), now)
  delete note.waitsSince
}

function runHandlers(record: BalancerRecord): Handlers {
  const { tenants } = record
  const end = (runId: number, at: number): ReturnType<BalancerRecord['takeNote']> => {
    const note = record.takeNote(runId)
    if (note !== undefined) endWait(record, note, at)
    return note
  }
  const started: Handlers =
    tenants === undefined
      ? {}
      : {
          'run-started': ({ runId, tenant }) => {
            if (tenant === undefined) return
            const used = tenants.use(tenant)
            used.running += 1
            record.note(runId).tenant = used
          },
        }
  return {
    ...started,
    'run-waited': ({ runId, at }) => {
      record.note(runId).waitsSince = at
    },
    'run-succeeded': ({ runId, durationMs, at }) => {
      record.runs.succeed()
      record.durationMs.record(durationMs, at)
      end(runId, at)?.tenant?.succeeded(durationMs, at)
    },
    'run-failed': ({ runId, error, at }) => {
      const note = end(runId, at)
      const reason = failureReason(error, note?.lastKind)
      record.runs.fail(reason)
      note?.tenant?.runs.fail(reason)
    },
    'run-cancelled': ({ runId, at }) => {
      record.runs.cancel()
      end(runId, at)?.tenant?.runs.cancel()
    },
  }
}

/** Where circuits are not told of, a target that its circuit blocks says so. */
const circuitReason = 'circuit-open'

function circuitHandlers(record: BalancerRecord): Handlers {
  return {
    'target-blocked': ({ targetId, reason, at }) => {
      if (reason === circuitReason) record.target(targetId, at).circuit.blocked(at)
    },
    'target-available': ({ targetId, at }) => {
      record.target(targetId, at).circuit.available(at)
    },
    'circuit-opened': ({ targetId, at }) => {
      record.target(targetId, at).circuit.tell('open', at)
    },
    'circuit-half-opened': ({ targetId, at }) => {
      record.target(targetId, at).circuit.tell('half-open', at)
    },
    'circuit-closed': ({ targetId, at }) => {
      record.target(targetId, at).circuit.tell('closed', at)
    },
  }
}
