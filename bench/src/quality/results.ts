import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Score, Standing } from './scores.ts'

/** Where the numbers are kept from which the page is made. */
export const dataFile: string = join(import.meta.dirname, '../../../docs/images/quality.json')

/** What was measured last: of the collection of scenarios, and of random ones. */
export interface QualityResults {
  readonly scenarios?: ScenarioResults
  readonly random?: RandomResults
}

/** What the collection came to. */
export interface ScenarioResults {
  readonly date: string
  readonly seeds: readonly number[]
  readonly scores: readonly Score[]
}

/** What random scenarios came to. */
export interface RandomResults {
  readonly date: string
  readonly scenarios: number
  readonly standings: readonly Standing[]
}

/** What was measured last; nothing before the first time. */
export function readResults(): QualityResults {
  return existsSync(dataFile) ? (JSON.parse(readFileSync(dataFile, 'utf8')) as QualityResults) : {}
}
