import type { CircuitVerdict } from '../contracts/verdict.ts'

/** True for the three words that a call may be judged by. */
export function isVerdict(value: unknown): value is CircuitVerdict {
  return value === 'success' || value === 'failure' || value === 'neutral'
}
