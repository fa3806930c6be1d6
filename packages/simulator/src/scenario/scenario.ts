import type { Period } from './period.ts'
import type { SimulatedTarget } from './simulated-target.ts'
import type { Traffic } from './traffic.ts'
import type { Subject } from './subject.ts'

/**
 * What happens to a balancer, as plain data: who calls, which servers answer, what becomes of them, and how the balancer is
 * set. Times are milliseconds from the scenario's start.
 */
export interface Scenario {
  /** In kebab-case: `brown-out-3x100`. */
  readonly name: string
  readonly balancer: Subject
  readonly targets: readonly SimulatedTarget[]
  readonly traffic: readonly Traffic[]
  /** When something is wrong; the measures compare the times before, during and after it. */
  readonly incident: Period
  /** The time that is looked at; runs that arrive in it are followed to their end. */
  readonly durationMs: number
}
