import type { HotPathCost } from './measured-rounds.ts'

/** By how many targets the hot path is measured. */
export const targetCounts = [3, 100, 10_000] as const

/** What an operation costs, among each of `targetCounts`. */
export interface HotPathRow {
  readonly name: string
  readonly costs: readonly HotPathCost[]
}
