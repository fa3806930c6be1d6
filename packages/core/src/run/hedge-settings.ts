import type { BalancerHedgeOptions } from '../contracts/hedge.ts'
import type { RunOptions } from '../contracts/run-options.ts'

/** When runs hedge, with the defaults filled in. */
export interface HedgeSettings {
  /** A time in ms, or what most calls of a target take. */
  readonly after: number | 'p95'
  /** How much of a hedge a run that succeeds allows. */
  readonly budgetRatio: number
}

/** The options with the defaults filled in. */
export function toHedgeSettings({ after, afterMs, budgetRatio = 0.05 }: BalancerHedgeOptions): HedgeSettings {
  return { after: after ?? afterMs, budgetRatio }
}

/** How a run hedges: as its caller says, or as usual; undefined when it does not. */
export function hedgeSettingsOf(
  { hedge, idempotent }: RunOptions,
  usual: HedgeSettings | undefined,
): HedgeSettings | undefined {
  if (hedge === false || idempotent === false) return undefined
  return hedge === undefined ? usual : toHedgeSettings(hedge)
}
