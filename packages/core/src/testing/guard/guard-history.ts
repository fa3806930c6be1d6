import type { AttemptFacts } from '../../contracts/call.ts'
import type { Permit } from '../../contracts/guard.ts'
import type { Outcome } from '../../contracts/outcome.ts'
import { failureKinds, failureRules } from '../../errors/failure.ts'
import { randomIndex, seededRandom, type Random } from '../../time/random.ts'
import { neutral, type GuardPlay } from './guard-play.ts'

/** What is done besides the calls themselves, which must make no difference. */
export interface GuardHooks {
  /** Called before every step. */
  readonly between?: (play: GuardPlay) => void
  /** Called after a permit was released. */
  readonly released?: (permit: Permit, play: GuardPlay) => void
}

const leapsMs = [0, 0, 1, 50, 1000, 10_000, 61_000]

/**
 * Plays calls that begin, overlap and end in every way, and gives what the guard answered, step by step. The same seed
 * plays the same calls. At the end no call is running.
 */
export function guardHistory(play: GuardPlay, seed: number, hooks: GuardHooks = {}): string[] {
  const random = seededRandom(seed)
  const startedAt = play.now
  const running: Permit[] = []
  const answers: string[] = []
  const release = (outcome: Outcome): void => {
    const [permit] = running.splice(randomIndex(running.length, random), 1)
    if (permit === undefined) return
    play.release(permit, outcome)
    hooks.released?.(permit, play)
  }
  const observe = (facts: AttemptFacts): void => {
    const permit = running[randomIndex(running.length, random)]
    if (permit !== undefined) play.observe(permit, facts)
  }
  for (let step = 0; step < 300; step += 1) {
    hooks.between?.(play)
    const at = play.availableAt()
    answers.push(`available ${at <= play.now ? 'now' : `at ${at - startedAt} ms`}`)
    const draw = random()
    if (draw < 0.5) {
      if (at <= play.now) running.push(play.admit())
      else refused(play)
    } else if (draw < 0.8) release(outcomeOf(random))
    else if (draw < 0.93) play.now += leapsMs[randomIndex(leapsMs.length, random)] ?? 0
    else if (draw < 0.98) observe(reportOf(random))
    else if (running.length === 0) play.reset()
  }
  while (running.length > 0) release(neutral)
  return answers
}

/** A guard that says "later" must not admit the call now. */
function refused(play: GuardPlay): void {
  const permit = play.acquire()
  if (permit === null) return
  throw new Error(`${play.name}: acquire gave a permit although availableAt had named a later time`)
}

function outcomeOf(random: Random): Outcome {
  const durationMs = Math.round(random() * 3000)
  const type = (['success', 'failure', 'failure', 'neutral'] as const)[randomIndex(4, random)] ?? 'success'
  if (type !== 'failure') return { type, durationMs }
  const kind = failureKinds[randomIndex(failureKinds.length, random)] ?? 'server'
  const retryAfterMs = random() < 0.2 ? { retryAfterMs: 2000 } : {}
  return { type, kind, scope: failureRules[kind].scope, durationMs, ...retryAfterMs }
}

function reportOf(random: Random): AttemptFacts {
  const remaining = randomIndex(100, random)
  return {
    usage: { inputTokens: randomIndex(5000, random) },
    headers: { 'x-ratelimit-remaining-requests': String(remaining) },
    limits: [{ unit: 'requests', limit: 100, remaining, resetMs: 1000 }],
  }
}
