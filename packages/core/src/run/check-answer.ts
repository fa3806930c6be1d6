import { cancelBody } from '../errors/cancel-body.ts'
import { isFailureKind } from '../errors/failure-fields.ts'
import type { FailureKind } from '../errors/failure.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { responseError } from '../errors/response-error.ts'
import { misuse } from '../options/misuse.ts'
import type { Acceptable } from '../contracts/acceptable.ts'
import type { ActiveAttempt } from './attempt.ts'
import { isFiltered } from './is-filtered.ts'
import type { Run } from './run.ts'

/** The rule by which a run judges its answers: its own, else its balancer's. */
export function acceptableOf<Client>({ options, engine, call }: Run<Client>): Acceptable | undefined {
  return call.streaming ? undefined : (options.acceptable ?? engine.acceptable)
}

/**
 * The body of a refused answer is cancelled, unless the error holds the answer.
 *
 * @throws ProviderError when the answer is a `Response` that says it failed, was filtered away, or is not acceptable
 */
export function checkAnswer<Client>(attempt: ActiveAttempt<Client>, answer: unknown): void {
  const { run, target } = attempt
  const error = refusedResponse(run, target.id, answer)
  if (error !== undefined) throw error
  try {
    checkFiltered(attempt, answer)
    // The answer of a group has been judged inside it.
    const kind = target.group === undefined ? faultOf(run, answer) : undefined
    if (kind === undefined) return
    throw new ProviderError({ provider: target.id, kind, message: 'the answer is not acceptable' })
  } catch (refused) {
    cancelBody(answer)
    throw refused
  }
}

/** @throws ProviderError for an answer, or the end of a streamed one, that a content filter has emptied, where that is worth another try */
export function checkFiltered<Client>({ run, target }: ActiveAttempt<Client>, answer: unknown): void {
  if (!run.engine.retry.failoverOnContentPolicy || !isFiltered(answer)) return
  const message = 'the content filter left nothing of the answer'
  throw new ProviderError({ provider: target.id, kind: 'content-policy', message })
}

function refusedResponse<Client>(
  { options, engine }: Run<Client>,
  provider: string,
  answer: unknown,
): ProviderError | undefined {
  if (typeof answer !== 'object' || !(options.classifyResponse ?? engine.classifyResponse)) return undefined
  return responseError(answer, { clock: engine.clock, provider })
}

function faultOf<Client>(run: Run<Client>, answer: unknown): FailureKind | undefined {
  const acceptable = acceptableOf(run)
  if (acceptable === undefined) return undefined
  try {
    const verdict: unknown = acceptable(answer)
    if (verdict === true) return undefined
    if (isFailureKind(verdict)) return verdict
    throw misuse('acceptable', 'true or a kind of failure', verdict)
  } catch (error) {
    run.engine.reporter.failed('acceptable', error)
    return undefined
  }
}
