import { measure, type MeasureName } from '../measures/measure.ts'
import { simulate } from '../run/simulate.ts'
import { isKept, type Bound, type OverloadCase } from './overload-case.ts'

/** One measured value against what was expected of it. */
export interface Finding {
  readonly measure: MeasureName
  readonly value: number
  readonly bound: Bound
  readonly isKept: boolean
}

/** Runs a case with a seed and gives every value that something is expected of. */
export async function judgeCase(
  { scenario, balancer, expected, traffic }: OverloadCase,
  seed: number,
): Promise<readonly Finding[]> {
  const measures = measure(scenario, (await simulate({ scenario, balancer, seed })).log, traffic)
  const names = Object.keys(expected) as MeasureName[]
  return names.map((name) => {
    const [value, bound] = [measures[name], expected[name] ?? {}]
    return { measure: name, value, bound, isKept: isKept(value, bound) }
  })
}
