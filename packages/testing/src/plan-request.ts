import { randomIndex } from '@llm-balancer/core'
import { endsWithAssistant } from './ends-with-assistant.ts'
import { foreignIn } from './check-sent-back.ts'
import type { Reply } from './answer.ts'
import type { Route } from './formats/wire-format.ts'
import type { NamedFault, ResolvedFaults, StatusFault } from './fault.ts'
import { planAnswer } from './plan-answer.ts'
import { planError } from './plan-error.ts'
import { planFault } from './plan-fault.ts'
import type { Plan } from './plan.ts'
import type { Situation } from './situation.ts'

/**
 * Decides how a request is answered, in this order: outage, script, key, path and body, model, limits, random faults, answer.
 * Only questions for an answer use up the script, the limits and the random faults.
 */
export function planRequest(situation: Situation): Plan {
  // Drawn first, so that a target's latencies do not change when its faults do.
  const luck = situation.random()
  try {
    return decide(situation, luck)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it threw no error'
    return planError(situation, 'bad-reply', {
      name: 'server',
      message: `the fake's own reply failed: ${reason}`,
    })
  }
}

function decide(situation: Situation, luck: number): Plan {
  const { target, route } = situation
  if (target.down !== undefined) return planFault(target.down, situation)
  const step = isQuestion(route) ? target.nextStep() : undefined
  if (step !== undefined && !('reply' in step)) return planFault(step, situation)
  const refusal = refused(situation)
  if (refusal !== undefined) return refusal
  if (!isQuestion(route)) return planAnswer(situation)
  // The rest of an answer was counted with its beginning.
  const isRest = route?.type === 'chat' && route.isRest === true
  const limit = isRest ? undefined : target.window.admit(tokensOf(situation, step?.reply), situation.now)
  if (limit !== undefined) {
    const message =
      `Rate limit reached for ${situation.question.model} on ${limit.unit} per min: ` +
      `Limit ${limit.limit}, Used ${limit.used}, Requested ${limit.requested}.`
    const { retryAfterMs } = limit
    return planError(situation, `${limit.unit}-per-minute`, { name: 'rate-limit', message, retryAfterMs })
  }
  const fault = step === undefined ? strike(target.current.faults, luck) : undefined
  return fault === undefined ? planAnswer(situation) : planFault(fault, situation)
}

/** True when a model has to answer. */
function isQuestion(route: Route | undefined): boolean {
  return route?.type === 'chat' || route?.type === 'embeddings'
}

/** What a question costs. */
function tokensOf(situation: Situation, reply: Reply | undefined): number {
  if (situation.route?.type === 'embeddings') return situation.embeddings().tokens
  const { usage } = situation.answer(reply)
  return usage.inputTokens + usage.outputTokens
}

/** What the target refuses, whatever its state: a wrong key, path, body or model, and what another account has issued. */
function refused(situation: Situation): Plan | undefined {
  const { target, record, route, question, problem } = situation
  const { apiKey, models } = target.current
  if (apiKey !== undefined && record.apiKey !== 'accepted') {
    return planError(situation, 'wrong-key', { name: 'auth' })
  }
  if (route === undefined) {
    const message = `Unknown request URL: ${record.method} ${record.path}`
    return planError(situation, 'unknown-path', { name: 'bad-request', status: 404, message })
  }
  if (problem !== undefined) {
    return planError(situation, 'bad-request', {
      name: 'bad-request',
      message: problem.problem,
      status: problem.status,
    })
  }
  if (isQuestion(route) && !target.current.prefill && endsWithAssistant(record.body)) {
    const message = "This model takes no prefill: the last message of the conversation must be the user's."
    return planError(situation, 'prefill', { name: 'bad-request', message })
  }
  const foreign = foreignIn(situation)
  if (foreign !== undefined) return planError(situation, 'foreign-state', { name: 'bad-request', ...foreign })
  if (isQuestion(route) && models !== undefined && !models.includes(question.model)) {
    return planError(situation, 'unknown-model', { name: 'model-not-found' })
  }
  return undefined
}

/** The fault a draw within [0, 1) falls on, if any. */
function strike(faults: readonly ResolvedFaults[], luck: number): NamedFault | StatusFault | undefined {
  let start = 0
  for (const { rate, kinds } of faults) {
    const place = (luck - start) / rate
    if (place < 1) return kinds[randomIndex(kinds.length, () => place)]
    start += rate
  }
  return undefined
}
