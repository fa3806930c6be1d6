import { StrategyError } from '../errors/run-errors.ts'
import { defined } from '../options/defined.ts'

/** What went wrong with the strategy called `strategy`. */
export function strategyError(strategy: string, message: string, cause?: unknown): StrategyError {
  return new StrategyError(`${strategy}: ${message}`, defined({ strategy, cause }))
}
