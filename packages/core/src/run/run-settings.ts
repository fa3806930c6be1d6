import type { RunOptions } from '../contracts/run-options.ts'
import type { OuterAttempt } from '../targets/group.ts'

/** How a run begins. */
export interface RunSettings<Options = RunOptions> {
  readonly options?: Options | undefined
  /** True when its trail will be read, unless the options say otherwise. @default false */
  readonly explains?: boolean
  /** The attempt of an outer balancer that it is a part of. */
  readonly outer?: OuterAttempt
}
