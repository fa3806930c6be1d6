import { canonical } from './canonical.ts'
import type { Answer, Observed } from './observed.ts'

/**
 * `pass`: rescued, and nothing to complain of. `partial`: rescued, but an advisory was missed. `safe`: not rescued, but a clean error
 * in time and nothing that was cut short. `fail`: a hang, a cut answer that passes for a whole one, or a rule that was broken.
 */
export type Verdict = 'pass' | 'partial' | 'safe' | 'fail'

/** One thing that is asked of a system under a fault. */
export interface Rule {
  /** What is asked, as a sentence. */
  readonly what: string
  /** True when missing it makes the verdict no worse than `partial`. @default false: it is required */
  readonly isAdvisory?: boolean
  readonly holds: (observed: Observed) => boolean
}

/** A verdict, and what led to it. */
export interface Judgement {
  readonly verdict: Verdict
  readonly reason: string
}

/** Judges what was observed under a fault. @param ideal what rescue means: the whole text, or a clean error */
export function judge(observed: Observed, rules: readonly Rule[], ideal: 'text' | 'error'): Judgement {
  const { answers, isAlive } = observed
  if (answers.some(({ type }) => type === 'hang')) return { verdict: 'fail', reason: 'hung' }
  if (answers.some(isCut)) return { verdict: 'fail', reason: 'a cut answer passed for a whole one' }
  const broken = rules.filter(({ holds }) => !holds(observed))
  const required = broken.find(({ isAdvisory = false }) => !isAdvisory)
  if (required !== undefined) return { verdict: 'fail', reason: `broken: ${required.what}` }
  if (!isAlive) return { verdict: 'fail', reason: 'a healthy call afterwards was not served' }
  const failed = answers.find(({ type }) => type === 'error')
  if (ideal === 'text' && failed?.type === 'error') {
    if (!failed.isClean)
      return { verdict: 'fail', reason: `threw ${failed.what}, which is no error of its own` }
    return { verdict: 'safe', reason: failed.what }
  }
  if (ideal === 'error' && failed === undefined)
    return { verdict: 'partial', reason: 'the refusal was gone round' }
  const [missed] = broken
  if (missed !== undefined) return { verdict: 'partial', reason: `missed: ${missed.what}` }
  return { verdict: 'pass', reason: failed?.type === 'error' ? failed.what : 'the whole text' }
}

function isCut(answer: Answer): boolean {
  return answer.type === 'text' && answer.text !== canonical
}
