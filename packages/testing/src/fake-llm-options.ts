import type { Clock } from '@llm-balancer/core'
import type { FakeTargetOptions } from './target-settings.ts'

/** What a fake is made of. */
export interface FakeLLMOptions<Id extends string = string> {
  /** The targets by id, or as a list with ids. At least one. The id is part of the target's URL. */
  readonly targets:
    Readonly<Record<Id, FakeTargetOptions>> | readonly (FakeTargetOptions & { readonly id: Id })[]
  /** Same seed and same order of requests: same delays, same faults. A whole number. @default 1 */
  readonly seed?: number
  /** How many requests are remembered, the latest ones; a whole number ≥ 0. @default 10 000 */
  readonly history?: number
  /** Hand in a fake clock and nothing waits for real. @default core's `systemClock` */
  readonly clock?: Clock
}
