import type { AttemptLog } from '../run/run-log.ts'

/** A call of "a" that was answered at once, but for what is given. */
export function attemptOf(own: Partial<AttemptLog> = {}): AttemptLog {
  return {
    target: 'a',
    startedAt: 0,
    endedAt: 0,
    end: 'answered',
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    ...own,
  }
}
