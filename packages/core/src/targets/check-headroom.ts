import type { Headroom } from '../contracts/usage.ts'
import { misuse } from '../options/misuse.ts'

/** A guard keeps at most so many limits. */
const mostLimits = 32

const units: readonly unknown[] = ['requests', 'tokens', 'input-tokens', 'output-tokens']

/** The limits that a guard gives, each of which may still be anything. @throws TypeError for what is no short list */
export function checkHeadroom(given: unknown): readonly Headroom[] {
  if (Array.isArray(given) && given.length <= mostLimits) return given as readonly Headroom[]
  throw misuse('headroom', `a list of at most ${mostLimits} limits`, given)
}

/** The share that is left of a limit, at most 1. @throws TypeError when it makes no sense */
export function leftRatioOf({ left, most }: Headroom): number {
  const ratio = most > 0 ? Math.min(1, left / most) : 0
  if (Number.isFinite(ratio)) return ratio
  throw misuse('headroom', 'numbers', left)
}

/** A limit in whole units, as an object of its own. @throws TypeError when it makes no sense */
export function copyOfHeadroom({ unit, limit, windowMs, left, most }: Headroom): Headroom {
  const copy = { unit, limit, windowMs, left: Math.floor(left), most }
  if (!units.includes(unit) || ![limit, windowMs, copy.left, most].every(Number.isFinite))
    throw misuse('headroom', 'limits with a unit and numbers', copy)
  return copy
}
