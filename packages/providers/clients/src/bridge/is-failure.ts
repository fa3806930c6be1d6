import { choiceFault, isHiddenRefusal } from '@llm-balancer/openai-compatible'
import { asRecords, hasError } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** True for an error where an answer should be. */
export function isFailure(answer: JsonRecord): boolean {
  const { object, type, status } = answer
  // A response object always has an `error`, which counts when it has failed.
  if (object === 'response') return status === 'failed'
  if (isMessageAlone(answer)) return true
  if (asRecords(answer['choices']).some((choice) => choiceFault(choice) !== undefined)) return true
  // An answer of Cohere's that ended with an error says so in its reason.
  if (answer['finish_reason'] === 'ERROR') return false
  if (isHiddenRefusal(answer) && !Array.isArray(answer['data'])) return true
  return hasError(answer) || object === 'error' || type === 'error'
}

/** Cohere's errors are a message, and maybe an id. */
function isMessageAlone({ message, id: _, ...others }: JsonRecord): boolean {
  return typeof message === 'string' && Object.keys(others).length === 0
}
