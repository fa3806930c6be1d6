import type { TargetState, TargetView } from '../contracts/target.ts'
import type { LimitReport, TokenPrice } from '../contracts/usage.ts'
import type { Group } from './group.ts'
import { LearntLimits } from './learnt-limits.ts'
import type { ProtectedGuard } from './protected-guard.ts'

/** What is behind a state: the target that it is of, and what changes of it while it serves. */
export interface LiveValues {
  readonly owner: object
  settings: TargetView
  /** Those of its guards that keep limits. */
  limiters: readonly ProtectedGuard[]
  /** The group behind it. */
  group: Pick<Group<never>, 'headroomRatio'> | undefined
  inFlight: number
  readonly limits: LearntLimits
}

/** Those of a target that has not been called. */
export function unusedValues(): Pick<LiveValues, 'limiters' | 'inFlight' | 'limits'> {
  return { limiters: [], inFlight: 0, limits: new LearntLimits() }
}

/** A target as strategies and meters see it: always up to date, and nothing that they could change. Holds no client. */
export class LiveState implements TargetState {
  readonly id: string
  readonly order: number
  readonly #values: LiveValues

  constructor(id: string, order: number, values: LiveValues) {
    this.id = id
    this.order = order
    this.#values = values
    Object.freeze(this)
  }

  /** The target that a state is of; undefined for any other value. */
  static ownerOf(value: unknown): object | undefined {
    return typeof value === 'object' && value !== null && #values in value ? value.#values.owner : undefined
  }

  get weight(): number {
    return this.#values.settings.weight
  }

  get priority(): number {
    return this.#values.settings.priority
  }

  get tags(): readonly string[] {
    return this.#values.settings.tags
  }

  get cost(): TokenPrice | undefined {
    return this.#values.settings.cost
  }

  get contextWindow(): number | undefined {
    return this.#values.settings.contextWindow
  }

  get model(): string | undefined {
    return this.#values.settings.model
  }

  get lacks(): readonly string[] | undefined {
    return this.#values.settings.lacks
  }

  get provider(): string | undefined {
    return this.#values.settings.provider
  }

  get pool(): string | undefined {
    return this.#values.settings.pool
  }

  get concurrency(): number | undefined {
    return this.#values.settings.concurrency
  }

  get inFlight(): number {
    return this.#values.inFlight
  }

  get limits(): readonly LimitReport[] {
    return this.#values.limits.reports
  }

  get limitsAt(): number {
    return this.#values.limits.at
  }

  headroomRatio(now: number): number | undefined {
    const { group, limiters } = this.#values
    let least = group?.headroomRatio?.(now)
    for (const limiter of limiters) {
      const ratio = limiter.headroomRatio(now)
      if (ratio !== undefined && (least === undefined || ratio < least)) least = ratio
    }
    return least
  }

  /** Its settings and its present use, for logs. */
  toJSON(): object {
    const { settings, inFlight } = this.#values
    return { ...settings, order: this.order, inFlight, limits: this.limits, limitsAt: this.limitsAt }
  }
}
