import type { LoadMeter } from '../contracts/strategy.ts'

/** Attempts running now per unit of weight, so that a target of weight 2 may have two where another has one. */
export function inFlight(): LoadMeter {
  return { load: (target) => target.inFlight / target.weight }
}
