import type { AwaitedAnswer } from '../awaited-answers.ts'

/** An answer that is awaited since a time, and in no list yet. */
export function awaitedAnswer(dueSince: number): AwaitedAnswer {
  return { dueSince, isListed: false, next: undefined }
}
