import type { Failure } from '@llm-balancer/core'
import { classifyError, failureRules } from '@llm-balancer/core/errors'
import type { RetryOptions } from './retry-options.ts'

/**
 * The failure that an error means, by the caller's classifier, or else by core's. A classifier that throws, or gives a kind
 * that does not exist, is ignored.
 *
 * @param options `now` is Unix time in ms, for dates in headers
 */
export function failureOf(
  error: unknown,
  { now, classify }: { readonly now: number; readonly classify: RetryOptions['classify'] },
): Failure {
  const usual = classifyError(error, now)
  try {
    const judged = classify?.(error, { now })
    if (judged === undefined) return usual
    const kind = typeof judged === 'string' ? judged : judged.kind
    if (!Object.hasOwn(failureRules, kind)) return usual
    return typeof judged === 'string' ? { ...usual, kind, scope: failureRules[kind].scope } : judged
  } catch {
    return usual
  }
}
