import type { Attempt } from '@llm-balancer/core'
import type { CallOptions } from '../chat/chat-model.ts'

/** The options that an attempt passes to the call of its model. */
export function callOf(attempt: Attempt): CallOptions {
  return {
    signal: attempt.signal,
    report: (facts) => {
      attempt.report(facts)
    },
    onResumable: (resumable) => {
      attempt.report({ resumable })
    },
    ...(attempt.resumes === undefined ? {} : { resume: attempt.resumes }),
  }
}
