import type { KnownModels } from '../costs/known-models.ts'
import type { ModelNames } from './providers-for-model.ts'

/** What a call goes by, as far as it is not the core's. */
export type CallSettings = {
  /** Total time of a stream in ms, where the call does not say. */
  readonly streamDeadlineMs: number
  /** Total time of an `embed` in ms, where the call does not say. */
  readonly deadlineMs: number
  readonly catalogue: KnownModels | undefined
  readonly models: ModelNames
}
