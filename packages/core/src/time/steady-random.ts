import { misuse, type ReportMisuse } from '../options/misuse.ts'
import { systemRandom, type Random } from './random.ts'

/**
 * A source of random numbers of the user's that always gives one within [0, 1). When it throws, or gives anything else, the
 * machine's takes its place for this number; that is reported under `random`. The machine's own comes back as it is.
 */
export function steadyRandom(random: Random, report?: ReportMisuse): Random {
  if (random === systemRandom) return random
  return () => {
    try {
      const drawn: unknown = random()
      if (typeof drawn === 'number' && drawn >= 0 && drawn < 1) return drawn
      throw misuse('random', 'a number within [0, 1)', drawn)
    } catch (error) {
      report?.('random', error)
      return systemRandom()
    }
  }
}
