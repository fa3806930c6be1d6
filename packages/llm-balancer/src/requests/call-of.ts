import type { Attempt } from '@llm-balancer/core'
import type { CallOptions } from '@llm-balancer/provider'

/** What a model is called with on behalf of an attempt. */
export function callOf(attempt: Attempt): CallOptions {
  return {
    signal: attempt.signal,
    report: (facts) => {
      attempt.report(facts)
    },
  }
}
