import type { Attempt } from '@llm-balancer/core'
import type { CallOptions } from '@llm-balancer/provider'

/** What an attempt hands on to the call of its model. */
export function callOf(attempt: Attempt): CallOptions {
  return {
    signal: attempt.signal,
    report: (facts) => {
      attempt.report(facts)
    },
  }
}
