import type { Engine } from '../run/engine.ts'
import { executeRun } from '../run/execute-run.ts'
import { isHolder } from '../run/run-filter.ts'
import { executeStream } from '../stream/balanced-stream.ts'
import type { Group, OuterAttempt, GroupStreamOptions } from '../targets/group.ts'
import type { Target } from '../targets/target.ts'
import type { CallFacts, StreamOperation } from '../contracts/call.ts'
import type { LiveEngine } from './live-engine.ts'

/** A balancer as a target of another one. */
export function asGroup<Client>(live: LiveEngine<Client>): Group<Client> {
  // The parts that it uses are those of every engine of the balancer.
  const { engine } = live
  const { targets } = engine
  return {
    contains: (other) =>
      other === targets || [...targets.all].some((target) => target.group?.contains(other)),
    availableAt: (now, call) => availableAt(engine, call, now),
    callableAt: (now, call) => unlessFull(engine, call, now, (target) => target.callableAt(now, call)),
    guardedUntil: (now, call) => unlessFull(engine, call, now, (target) => target.guardedUntil(now, call)),
    trialAt: (now, call) => trialAt(engine, call, now),
    headroomRatio: (now) => headroomRatio(engine, now),
    // eslint-disable-next-line no-restricted-syntax -- made once per balancer
    get isSilent() {
      return targets.index.isSilent
    },
    onChange: (listener) => targets.index.onChange(listener),
    hasTarget: (words) => [...targets.all].some((target) => isHolder(target, words)),
    run: (operation, options, outer) => executeRun(live.engine, operation, { options, outer }),
    stream: <Chunk>(
      operation: StreamOperation<Client, Chunk>,
      options: GroupStreamOptions<Chunk>,
      outer: OuterAttempt,
    ) => executeStream(live.engine, operation, { options, outer }) as AsyncIterable<Chunk>,
  }
}

function availableAt<Client>({ runs, targets }: Engine<Client>, call: CallFacts, now: number): number {
  if (runs.isClosed) return Infinity
  const { index } = targets
  index.refresh(now)
  const { available, blocked } = index.select()
  // The first that takes the call is enough; one that does not after all is put among the blocked ones.
  let place = 0
  for (let left = available.length; left > 0; left -= 1) {
    const target = targets.behind(available[place])
    const fits = target?.fits(call) === true
    if (fits && target.availableAt(now, call) <= now) return now
    // One that is asked and blocked leaves the list.
    if (!fits || !index.ask(target, now)) place += 1
  }
  const { first } = blocked
  if (first === undefined || first.fits(call)) return first?.comesBackAt ?? Infinity
  return Math.min(...blocked.items.filter((target) => target.fits(call)).map((one) => one.comesBackAt))
}

/** So many of its targets are looked at for what is left of their limits. */
const mostLookedAt = 32

function headroomRatio<Client>({ targets }: Engine<Client>, now: number): number | undefined {
  const { available } = targets.index.select()
  let most: number | undefined
  for (const state of available.slice(0, mostLookedAt)) {
    const ratio = state.headroomRatio(now)
    if (ratio === undefined) return undefined
    if (most === undefined || ratio > most) most = ratio
  }
  return most
}

/** When a target is available, or would be by another measure. */
function unlessFull<Client>(
  engine: Engine<Client>,
  call: CallFacts,
  ...[now, untilOf]: [now: number, untilOf: (target: Target<Client>) => number]
): number {
  const at = availableAt(engine, call, now)
  if (at <= now || engine.runs.isClosed) return at
  const { items } = engine.targets.index.select().blocked
  return items.some((target) => target.fits(call) && untilOf(target) <= now) ? now : at
}

function trialAt<Client>({ runs, targets, trials }: Engine<Client>, call: CallFacts, now: number): number {
  if (runs.isClosed || !targets.mayTry || targets.index.trialNotBefore(now) === Infinity) return Infinity
  const { items } = targets.index.select().blocked
  let at = Infinity
  for (const target of items) if (target.fits(call)) at = Math.min(at, target.trialAt(now, call))
  return Math.max(at, now + trials.delayMs)
}
