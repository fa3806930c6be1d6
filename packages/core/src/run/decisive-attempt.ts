import type { AttemptRecord } from '../contracts/trail.ts'

/** The attempt of a trail by which its run has ended, or will end: the latest that no other one has beaten. */
export function decisiveAttempt(trail: readonly AttemptRecord[] | undefined): AttemptRecord | undefined {
  return trail?.findLast(({ outcome }) => outcome?.type !== 'neutral' || outcome.beaten !== true)
}
