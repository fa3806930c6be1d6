import { AllTargetsFailedError, classifyError, NoTargetAvailableError } from '@llm-balancer/core'
import type { ConsideredTarget, FailedAttempt, Failure } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import { redact } from '../../errors/redact.ts'

/** A model that has failed a message. */
export interface FailedModel {
  readonly attempt: FailedAttempt
  readonly error: unknown
  /** True when it gave an answer, which was not valid. */
  readonly isInvalid: boolean
}

/** Refusals that every model would give, because the request is at fault. */
const requestFaults: readonly (number | undefined)[] = [400, 413, 415, 422]

/**
 * What the error of a model means. A fault of the request ends the message; an unknown model, whose name is in the request, leads
 * to the next one; both count against no model. Everything else counts against the model.
 */
export function judgeModel(error: unknown): Failure {
  const { kind, scope, status } = classifyError(error, 0)
  const isRequests = scope === 'request' || scope === 'caller'
  const isTold = status === undefined ? readProperty(error, 'kind') === kind : requestFaults.includes(status)
  if (isRequests && isTold) return { kind: 'bad-request', scope: 'request' }
  return kind === 'model-not-found' ? { kind, scope: 'request' } : { kind: 'server', scope: 'target' }
}

/** The error of a message that was at fault, or that every model has failed: of a single one its own, of several all of theirs. */
export function errorOfFailed(
  failed: readonly FailedModel[],
  retryAfterMs: number | undefined,
  request: unknown,
): unknown {
  const last = failed.at(-1)
  const isRequests = judgeModel(last?.error).kind === 'bad-request'
  if (last?.isInvalid === false && (failed.length === 1 || isRequests)) return last.error
  const prompts = [textOf(request)]
  const each = failed.map(
    ({ attempt, error }) => `${attempt.targetId}: ${redact(wordsOf(error), { prompts })}`,
  )
  const errors = failed.map(({ error }) => error)
  const attempts = failed.map(({ attempt }) => attempt)
  const message = `${none} (${each.join('; ')})`
  return new AllTargetsFailedError(message, { errors, attempts, retryAfterMs })
}

/** The error of a message for which there was no model to ask. */
export function errorOfNone(
  considered: readonly ConsideredTarget[],
  retryAfterMs: number | undefined,
): Error {
  const isCooling = considered.length === 0 || retryAfterMs !== undefined
  const message = isCooling ? `${none} after considering error timeouts.` : none
  return new NoTargetAvailableError(message, { considered, retryAfterMs })
}

const none = 'No models available to handle the request'

function wordsOf(error: unknown): string {
  const message = typeof error === 'string' ? error : readProperty(error, 'message')
  return typeof message === 'string' ? message : 'failed'
}

/** The texts of a request, so that no message repeats them. */
function textOf(request: unknown): string {
  try {
    return JSON.stringify(request)
  } catch {
    return ''
  }
}
