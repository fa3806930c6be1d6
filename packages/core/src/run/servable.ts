import type { Target } from '../targets/target.ts'
import { mayCall, type Wanted } from './pick.ts'
import type { Run } from './run.ts'

/** True when the run may call a target that it has not called yet, whether that is available or not. */
export function isUntried<Client>(run: Run<Client>, target: Target<Client>): boolean {
  return target.isActive && !run.tried.has(target) && run.filter.accepts(target) && run.fits(target)
}

/** True when there is a target that the run has not called yet. Stops at the first. */
export function hasUntried<Client>(run: Run<Client>): boolean {
  const { targets } = run.engine
  const { pin } = run.filter
  if (pin !== undefined) {
    const target = targets.get(pin)
    return target !== undefined && isUntried(run, target)
  }
  const { available, blocked } = targets.index.select(run.filter.shared<Client>(false))
  return (
    available.some((state) => {
      const target = targets.behind(state)
      return target !== undefined && isUntried(run, target)
    }) || blocked.items.some((target) => isUntried(run, target))
  )
}

/** True when a target is available of those that a run with this filter may call, whatever the call and what it has tried. */
export function hasAvailable<Client>({ engine: { targets }, filter }: Run<Client>): boolean {
  if (filter.pin !== undefined) return targets.get(filter.pin)?.comesBackAt === 0
  return targets.index.select(filter.shared<Client>(false)).available.length > 0
}

/** True when an available target may take the call of the run, as far as can be told without asking its guards. Stops at the first. */
export function isServable<Client>(run: Run<Client>, wanted: Wanted<Client>): boolean {
  if (typeof wanted === 'object') return wanted.comesBackAt === 0
  const { targets } = run.engine
  const mayTake = (target: Target<Client> | undefined): boolean =>
    target !== undefined && (run.tried.has(target) ? mayCall(run, target, wanted) : isUntried(run, target))
  const { pin } = run.filter
  if (pin !== undefined) return hasAvailable(run) && mayTake(targets.get(pin))
  const { available } = targets.index.select(run.filter.shared<Client>(false))
  return available.some((state) => mayTake(targets.behind(state)))
}
