import type { Scenario } from '../../scenario/scenario.ts'
import { randomScenario } from '../random-scenario.ts'

let scenarios: readonly Scenario[] | undefined

/** The random scenarios of the first 400 seeds. Drawn within the first test that asks for them: while a file loads, no test has reached anything. */
export function manyScenarios(): readonly Scenario[] {
  scenarios ??= Array.from({ length: 400 }, (_, seed) => randomScenario(seed))
  return scenarios
}
