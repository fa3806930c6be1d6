import type { Guard } from '../contracts/guard.ts'
import { checkFunction } from '../options/checks.ts'
import type { ContractCase } from './contract-case.ts'
import { answerCases } from './guard/answer-cases.ts'
import { permitCases } from './guard/permit-cases.ts'

/**
 * The test cases that every guard has to pass, for any test runner: what the contract promises of its answers and of its
 * permits, while calls succeed, fail and end neutrally. The same at every run, without timers.
 *
 * @param make gives a new guard that shares no state with others and admits calls; called several times per case
 * @throws TypeError when `make` is not a function
 * @example
 * for (const { name, run } of guardCases(() => myGuard({ limit: 3 }))) it(name, run)
 */
export function guardCases(make: () => Guard): ContractCase[] {
  checkFunction('make', make, 'guardCases')
  return [...answerCases(make), ...permitCases(make)]
}
