import type { PickReason } from '@llm-balancer/core'
import type { AttemptTrail, RunTrail, WaitTrail } from './run-trail.ts'

/** Tells what happened in a run, one line for each step. */
export function explainTrail(trail: RunTrail): string {
  const { attempts, waits, startedAt, moreAttempts, moreWaits } = trail
  const steps = [
    ...attempts.map((attempt) => ({ at: attempt.startedAt, text: attemptText(attempt) })),
    ...waits.map((wait) => ({ at: wait.startedAt, text: waitText(wait) })),
  ].toSorted((a, b) => a.at - b.at)
  const more = [
    ...(moreAttempts === undefined ? [] : [`  and ${String(moreAttempts)} more attempts`]),
    ...(moreWaits === undefined ? [] : [`  and ${String(moreWaits)} more waits`]),
  ]
  return [headline(trail), ...steps.map(({ at, text }) => `  +${ms(at - startedAt)}: ${text}`), ...more].join(
    '\n',
  )
}

function headline({ runId, balancer, result, targetId, durationMs, reason, ...trail }: RunTrail): string {
  const { operation, tenant, streaming, attempts, moreAttempts = 0, waits, moreWaits = 0 } = trail
  const what = [
    ...(operation === undefined ? [] : [operation]),
    ...(streaming ? ['stream'] : []),
    ...(tenant === undefined ? [] : [`for ${tenant}`]),
  ]
  const where = targetId === undefined ? '' : ` on ${targetId}`
  const why = reason === undefined ? '' : ` (${reason})`
  const time = durationMs === undefined ? '' : ` after ${ms(durationMs)}`
  const counts = `${count(attempts.length + moreAttempts, 'attempt')}, ${count(waits.length + moreWaits, 'wait')}`
  const kind = what.length === 0 ? '' : ` (${what.join(', ')})`
  return `run ${String(runId)} of ${balancer}${kind} ${result ?? 'is running'}${where}${why}${time}: ${counts}`
}

function attemptText({ number, targetId, hedge, picked, ...attempt }: AttemptTrail): string {
  const { outcome, durationMs, firstContentMs, kind, status, retryAfterMs, usage, restarted } = attempt
  const said = [
    kind ?? (outcome === undefined ? 'is running' : outcome === 'neutral' ? 'not counted' : outcome),
    ...(durationMs === undefined ? [] : [`after ${ms(durationMs)}`]),
    ...(status === undefined ? [] : [`status ${String(status)}`]),
    ...(firstContentMs === undefined ? [] : [`first content after ${ms(firstContentMs)}`]),
    ...(retryAfterMs === undefined ? [] : [`asked to wait ${ms(retryAfterMs)}`]),
    ...(usage === undefined
      ? []
      : [`${String(usage.inputTokens ?? '?')} + ${String(usage.outputTokens ?? '?')} tokens`]),
    ...(restarted === true ? ['the stream began again elsewhere'] : []),
  ]
  const name = `${hedge === true ? 'hedge' : 'attempt'} ${String(number)} on ${targetId}`
  return `${name}${picked === undefined ? '' : `, ${pickText(picked)}`}: ${said.join(', ')}`
}

function pickText(picked: PickReason): string {
  const { strategy, because, candidates, moreCandidates, excluded, moreExcluded } = picked
  const loads = candidates.map(candidateText)
  const among = candidates.length === 0 ? '' : ` among ${list(loads, moreCandidates)}`
  const without = excluded.length === 0 ? '' : `, without ${excludedText(excluded, moreExcluded)}`
  const how = because === undefined ? '' : ` (${because})`
  return `chosen by ${strategy}${how}${among}${without}`
}

function candidateText({ id, load, because }: PickReason['candidates'][number]): string {
  const words = because === undefined ? '' : ` (${because})`
  return `${id}${load === undefined ? '' : ` at ${rounded(load)}`}${words}`
}

function waitText({ cause, durationMs, considered }: WaitTrail): string {
  const what = cause === 'retry' ? 'waits before a retry' : 'waits for a target'
  const time = durationMs === undefined ? ' still' : ` for ${ms(durationMs)}`
  return `${what}${time}${considered.length === 0 ? '' : `: ${excludedText(considered)}`}`
}

function excludedText(targets: PickReason['excluded'], more?: number): string {
  return list(
    targets.map(({ id, reason }) => `${id} (${reason})`),
    more,
  )
}

function list(words: readonly string[], more = 0): string {
  return [...words, ...(more > 0 ? [`${String(more)} more`] : [])].join(', ')
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`
}

function ms(duration: number): string {
  return `${String(Math.round(duration))} ms`
}

function rounded(load: number): string {
  return String(Number(load.toPrecision(3)))
}
