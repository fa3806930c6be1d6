import type { Attempt } from '../contracts/call.ts'
import type { RunOptions } from '../contracts/run-options.ts'
import type { AttemptRecord } from '../contracts/trail.ts'
import { defined } from '../options/defined.ts'
import { reportingTo, type OuterAttempt } from '../targets/group.ts'
import type { ActiveAttempt } from './attempt.ts'
import { acceptableOf } from './check-answer.ts'

const perUsd = 1_000_000

/** Makes the call of an attempt: of the target's client, or on one of the targets behind it when it is a group. */
export function callTarget<Client, Answer>(
  { run, target, handle, record, reservedMicroUsd }: ActiveAttempt<Client>,
  operation: (client: Client, attempt: Attempt) => Answer,
  method: 'run' | 'stream',
): Answer {
  if (target.group === undefined) return operation(target.client as Client, handle)

  // Filters by id speak of the outer targets, and so do the limits of the run; a group hedges by its own settings, unless it may not,
  // and judges answers as the run does.
  const {
    only: _only,
    exclude: _exclude,
    pin: _pin,
    heldBy,
    maxAttempts: _most,
    onInterrupted: _then,
    maxCostUsd: _cost,
    acceptable: _acceptable,
    hedge,
    ...shared
  } = run.options
  // The words of `prefer` may name targets at any depth. What is held by the group as such is held by all of its targets.
  const isHeldInside = heldBy !== undefined && target.group.hasTarget([heldBy].flat())
  const options = {
    ...shared,
    ...defined({
      heldBy: isHeldInside ? heldBy : undefined,
      hedge: hedge === false ? hedge : undefined,
      maxCostUsd: reservedMicroUsd === undefined ? undefined : Math.max(0, reservedMicroUsd / perUsd),
      acceptable: acceptableOf(run),
    }),
    signal: handle.signal,
    deadlineMs: handle.remainingMs,
  }
  const trail: AttemptRecord[] = []
  record.group = trail
  const group = target.group as unknown as Readonly<Record<typeof method, GroupCall<Client, Answer>>>
  const { explains, isHurried, resumes } = run
  return group[method](reportingTo(handle, operation), options, { trail, explains, isHurried, resumes })
}

type GroupCall<Client, Answer> = (
  operation: (client: Client, attempt: Attempt) => Answer,
  options: RunOptions,
  outer: OuterAttempt,
) => Answer
