import type { Strategy } from '../contracts/strategy.ts'
import { checkFunction, type Check } from '../options/checks.ts'

/** A strategy: anything that can pick. */
export const checkStrategy: Check = (name, strategy) => {
  checkFunction(`${name}.pick`, (strategy as Partial<Strategy> | null | undefined)?.pick)
  return strategy
}
