import { failureRules } from '../errors/failure.ts'
import {
  AllTargetsFailedError,
  NoTargetAvailableError,
  StateUnavailableError,
  type ConsideredTarget,
  type FailedAttempt,
} from '../errors/run-errors.ts'
import { defined } from '../options/defined.ts'
import { consideredTargets } from './considered.ts'
import { refusalOf } from './refusal-of.ts'
import type { Run } from './run.ts'
import { soonestOf, soonestTarget } from './soonest.ts'

/** So many targets that were not tried are named in a message; the error has more of them. */
const mostNamed = 10

/** What a run fails with when nothing is left to try: the one attempt's own error, or all of them with their reasons. */
export function finalError<Client>(run: Run<Client>): unknown {
  const { errors, failed, engine } = run
  const retryAfterMs = retryAfterOf(run)
  const hint = retryAfterMs === undefined ? '' : `, try again in ${Math.ceil(retryAfterMs)} ms`
  const { named: considered, total } = consideredTargets(run)
  const reasons = untriedReasons(run, considered, total - considered.length)
  if (run.options.heldBy !== undefined) {
    const holders = holdersOf(run)
    const why = [...failed.map(describeAttempt), ...(reasons === '' ? [] : [reasons])].join('; ')
    const who = holders.length === 0 ? 'no target has' : `${holders.join(', ')} alone has`
    const cause = errors.at(-1)
    return new StateUnavailableError(`balancer: ${who} what the call continues (${why})${hint}`, {
      ...{ holders, considered, attempts: [...failed], retryAfterMs },
      ...defined({ cause }),
    })
  }
  if (errors.length === 0) {
    const refusal = refusalOf(run)
    if (refusal !== undefined) return refusal
    const why =
      engine.targets.presentCount === 0 ? 'has no targets; add one' : 'no target may take the call now'
    const message = `balancer: ${why}${reasons && ` (${reasons})`}${hint}`
    return new NoTargetAvailableError(message, { considered, retryAfterMs })
  }
  const alone = run.options.pin !== undefined || run.maxAttempts === 1 || engine.targets.size === 1
  if (errors.length === 1 && alone) return errors[0]
  const list = failed.map(describeAttempt).join('; ')
  const what = errors.length === 1 ? 'the only attempt' : `all ${errors.length} attempts`
  const notTried = reasons && `, not tried: ${reasons}`
  return new AllTargetsFailedError(`balancer: ${what} failed (${list})${notTried}${hint}`, {
    errors: [...errors],
    attempts: [...failed],
    considered,
    retryAfterMs,
  })
}

/** The targets that hold what the call continues; of many the first of them. */
function holdersOf<Client>(run: Run<Client>): string[] {
  const holders = [...run.engine.targets.all].filter((target) => !run.filter.lacksState(target))
  return holders.slice(0, mostNamed).map(({ id }) => id)
}

/** `eu: network ECONNREFUSED`. */
function describeAttempt({ targetId, kind, status, code }: FailedAttempt): string {
  return [`${targetId}: ${kind}`, status, code].filter((part) => part !== undefined).join(' ')
}

/** `us: drained; eu: cooling: rate-limit`. */
function untriedReasons<Client>(
  run: Run<Client>,
  considered: readonly ConsideredTarget[],
  others: number,
): string {
  const tried = new Set([...run.tried.keys()].map((target) => target.id))
  const untried = considered.filter(({ id }) => !tried.has(id))
  const named = untried.slice(0, mostNamed).map(({ id, reason }) => `${id}: ${reason}`)
  const more = untried.length - named.length + others
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** Milliseconds until the first target that could serve this run is available again, as far as that is known. */
function retryAfterOf<Client>(run: Run<Client>): number | undefined {
  const delays = [soonestTarget(run, 'untried')?.delayMs ?? Infinity]
  for (const [target, failures] of run.tried) {
    const isHopeless = failures.some((one) => failureRules[one.kind].then === 'stop')
    if (!isHopeless && target.isActive && run.filter.accepts(target) && run.fits(target))
      delays.push(soonestOf(run, target).delayMs)
  }
  const delayMs = Math.min(...delays)
  return delayMs === 0 || delayMs === Infinity ? undefined : delayMs
}
