import type { AttemptRecord } from '@llm-balancer/core'

/** The attempts of a call, one line each, those inside of groups indented. */
export function trailLines(attempts: readonly AttemptRecord[], indent = ''): string[] {
  return attempts.flatMap((attempt) => [
    `${indent}${String(attempt.number)}. ${attempt.targetId}: ${outcomeText(attempt)}`,
    ...trailLines(attempt.group ?? [], `${indent}   `),
  ])
}

/** The attempts of a call with why each target was chosen. */
export function explainLines(attempts: readonly AttemptRecord[], indent = ''): string[] {
  return attempts.flatMap((attempt) => [
    `${indent}${String(attempt.number)}. ${attempt.targetId}: ${outcomeText(attempt)}`,
    ...pickLines(attempt).map((line) => `${indent}   ${line}`),
    ...explainLines(attempt.group ?? [], `${indent}   `),
  ])
}

/** The attempts for programs: without errors, whose causes may hold anything. */
export function trailJson(attempts: readonly AttemptRecord[]): object[] {
  return attempts.map(({ error: _, group, ...attempt }) => ({
    ...attempt,
    ...(group === undefined ? {} : { group: trailJson(group) }),
  }))
}

function outcomeText({ outcome, hedge }: AttemptRecord): string {
  const begun = hedge === true ? 'a hedge, ' : ''
  if (outcome === undefined) return `${begun}still running`
  const ended = `after ${String(Math.round(outcome.durationMs))} ms`
  if (outcome.type === 'success') return `${begun}answered ${ended}`
  if (outcome.type === 'failure') {
    const status = outcome.status === undefined ? '' : ` ${String(outcome.status)}`
    return `${begun}failed ${ended}: ${outcome.kind}${status}`
  }
  return outcome.beaten === true
    ? `${begun}given up ${ended}: another one was faster`
    : `${begun}ended ${ended}`
}

function pickLines({ picked }: AttemptRecord): string[] {
  if (picked === undefined) return []
  const { strategy, candidates, moreCandidates = 0, excluded, moreExcluded = 0 } = picked
  const among = candidates.map(({ id, load }) =>
    load === undefined ? id : `${id} (load ${load.toPrecision(3)})`,
  )
  const passedOver = excluded.map(({ id, reason }) => `${id} (${reason})`)
  return [
    `chosen by ${strategy} among ${listed(among, moreCandidates)}`,
    ...(excluded.length === 0 ? [] : [`passed over: ${listed(passedOver, moreExcluded)}`]),
  ]
}

function listed(items: readonly string[], more: number): string {
  const all = more === 0 ? items : [...items, `${String(more)} more`]
  return all.length === 0 ? 'no other' : all.join(', ')
}
