import type { ActiveAttempt } from '../run/attempt.ts'

/**
 * For how long the answer of an attempt may be left unread, in ms. One that is not read gives its place back sooner while others wait
 * for how its trial ends.
 */
export function unreadMsOf<Client>({ isTrial, run }: ActiveAttempt<Client>): number {
  return run.options.unreadMs ?? (isTrial ? 30_000 : 300_000)
}
