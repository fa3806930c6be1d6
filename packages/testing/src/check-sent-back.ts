import type { Refusal, SentBack } from './formats/wire-format.ts'
import { flawOf } from './seal.ts'
import type { Situation } from './situation.ts'

/** Why the account of a target refuses what a request sends back of earlier answers; undefined when it takes all of it. */
export function foreignIn(situation: Situation): ReturnType<Refusal> | undefined {
  const { route, record } = situation
  const all = route?.type === 'chat' ? (route.api.sentBack?.(record.body) ?? []) : []
  const ids = new Set(all.flatMap((one) => ('id' in one ? one.id : (one.of ?? []))))
  for (const one of all) {
    const lack = lackOf(one, ids, situation)
    if (lack !== undefined) return one.refusal(lack)
  }
  return undefined
}

/** What is wrong with something that was sent back, or what it lacks. */
function lackOf(
  one: SentBack,
  sent: ReadonlySet<string>,
  { account, accounts }: Situation,
): string | undefined {
  if (one.type === 'seal') return flawOf(one.seal, { account, of: one.of })
  const kept = accounts.find(account, one.id)
  if (one.type === 'id') return kept === undefined ? one.id : undefined
  return kept?.needs === undefined || sent.has(kept.needs) ? undefined : kept.needs
}
