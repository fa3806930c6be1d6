import type { ConsideredTarget } from '../errors/run-errors.ts'
import type { Target } from '../targets/target.ts'
import type { Run } from './run.ts'

/** The targets that a run may not choose now, with the reasons: the first of them, and how many they are. */
export interface ConsideredTargets {
  readonly named: readonly ConsideredTarget[]
  readonly total: number
}

/** So many targets are named in errors and events, with their reasons. */
export const mostConsidered = 100

/** How closely the targets are looked at. */
export interface Looking {
  /** So many are named. @default mostConsidered */
  readonly most?: number
  /** So many are looked at, in the order of the list; of the others it is only counted how many no run may choose. @default all */
  readonly mostLooked?: number
  /** True for one that is not to be named. */
  readonly isLeftOut?: (id: string) => boolean
}

/** Every target that the run may not choose now; the first of them with the reason. */
export function consideredTargets<Client>(
  run: Run<Client>,
  { most = mostConsidered, mostLooked = Infinity, isLeftOut = () => false }: Looking = {},
): ConsideredTargets {
  const { targets } = run.engine
  const named: ConsideredTarget[] = []
  // What only this run leaves out, by its filter, is named and not counted: that would mean to look at all of them.
  let others = targets.size - targets.index.select().available.length
  for (const target of run.tried.keys()) others += Number(isAvailable(target))
  let looked = 0
  let isCutShort = false
  for (const target of targets.all) {
    isCutShort = named.length === most || looked === mostLooked
    if (isCutShort) break
    looked += 1
    const considered = isLeftOut(target.id) ? undefined : considerTarget(run, target)
    if (considered === undefined) continue
    named.push(considered)
    others -= Number(!isAvailable(target) || run.tried.has(target))
  }
  return { named, total: named.length + (isCutShort ? Math.max(0, others) : 0) }
}

function isAvailable<Client>(target: Target<Client>): boolean {
  return target.isActive && target.comesBackAt === 0
}

function considerTarget<Client>(run: Run<Client>, target: Target<Client>): ConsideredTarget | undefined {
  const { id } = target
  if (!target.isActive) return { id, reason: target.removing ? 'removing' : 'drained', availableAt: Infinity }
  const lacking = run.filter.lackingIn(target)
  if (lacking !== undefined) return { id, reason: `lacks ${lacking}`, availableAt: Infinity }
  if (run.spending?.affords(target, run.call) === false)
    return { id, reason: 'costs too much', availableAt: Infinity }
  if (run.filter.lacksState(target)) return { id, reason: 'lacks the state', availableAt: Infinity }
  if (!run.filter.accepts(target) || !run.fits(target))
    return { id, reason: 'filtered', availableAt: Infinity }
  const now = run.engine.clock.now()
  const block = target.blockOf(now, run.call)
  const failures = run.tried.get(target)
  if (failures?.length === 0) return { id, reason: 'called', availableAt: Infinity }
  const failure = failures?.at(-1)
  if (failure !== undefined && (block === undefined || !run.mayRepeat(target)))
    return { id, reason: `tried: ${failure.kind}`, availableAt: block?.until ?? now }
  return block === undefined ? undefined : { id, reason: block.reason, availableAt: block.until }
}
