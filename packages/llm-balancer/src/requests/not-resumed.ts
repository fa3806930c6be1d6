import type { Attempt, ResumableAnswer } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'

/**
 * An attempt whose answer is not resumed at its vendor, only cancelled: it goes on from the text of another one, and the seam between
 * them is known to this attempt alone.
 */
export function notResumed(attempt: Attempt): Attempt {
  return {
    ...attempt,
    report: (facts) => {
      const resumable = readProperty(facts, 'resumable') as ResumableAnswer | undefined
      attempt.report(resumable === undefined ? facts : { ...facts, resumable: onlyCancelled(resumable) })
    },
  }
}

function onlyCancelled(answer: ResumableAnswer): ResumableAnswer {
  return {
    isOpen: false,
    position: 0,
    // It may be a promise, although it is not waited for.
    cancel: () => (answer as { cancel(): unknown }).cancel(),
  }
}
