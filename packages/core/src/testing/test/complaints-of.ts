import type { Strategy } from '../../contracts/strategy.ts'
import { strategyCases, type StrategyCasesOptions } from '../strategy-cases.ts'

/** What the cases say of a strategy: the message of each that fails. */
export const complaintsOf = (make: () => Strategy, options: StrategyCasesOptions): string[] =>
  strategyCases(make, options).flatMap((one) => {
    try {
      one.run()
      return []
    } catch (error) {
      return [`${one.name}: ${error instanceof Error ? error.message : 'no error'}`]
    }
  })
