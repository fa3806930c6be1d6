import type { FailureKind, Outcome } from '@llm-balancer/core'
import type { Settlement } from '../limit/settlement.ts'

/** After these the vendor may have worked on, or may still: the tokens that were expected count as used. */
const unfinished: readonly (FailureKind | undefined)[] = [
  undefined,
  'aborted',
  'timeout',
  'stream-interrupted',
]

/** What an outcome means for limits. */
export function settlementOf(outcome: Outcome): Settlement {
  const { type, usage } = outcome
  if (type === 'success') return { end: 'succeeded', usage }
  if (type === 'neutral' && outcome.unsent === true) return { end: 'unsent' }
  const { kind } = outcome
  if (kind === 'rate-limit') {
    const retryAfterMs = type === 'failure' ? outcome.retryAfterMs : undefined
    const isTime = typeof retryAfterMs === 'number' && retryAfterMs >= 0
    return { end: 'refused', usage, retryAfterMs: isTime ? retryAfterMs : undefined }
  }
  return { end: unfinished.includes(kind) ? 'unfinished' : 'failed', usage }
}
