import { brownOuts } from './brown-outs.ts'
import { callers } from './callers.ts'
import { hedging } from './hedging.ts'
import { outages } from './outages.ts'
import type { OverloadCase } from './overload-case.ts'
import { partialOutages } from './partial-outages.ts'
import { places } from './places.ts'

/** What a balancer must survive, with what it must make of it. */
export const overloadCases: readonly OverloadCase[] = [
  ...brownOuts,
  ...outages,
  ...places,
  ...partialOutages,
  ...callers,
  ...hedging,
]
