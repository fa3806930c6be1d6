import { hasError } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Dialect } from '../dialect.ts'
import { finishReasonFrom } from './finish-reason.ts'

/** Why a choice is no answer. */
export type ChoiceFault = {
  /** The error in the form of a body, where there is one. */
  readonly error?: JsonRecord
}

/**
 * The fault of a choice that failed, whatever is in it: gateways report the failure of the server behind them in the choice
 * (OpenRouter), or by a finish reason alone. Undefined for any other.
 */
export function choiceFault(
  choice: JsonRecord,
  dialect?: Pick<Dialect, 'finishReasons'>,
): ChoiceFault | undefined {
  if (hasError(choice)) return { error: { error: choice['error'] } }
  return finishReasonFrom(choice['finish_reason'], false, dialect).unified === 'error' ? {} : undefined
}
