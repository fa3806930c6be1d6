import type { Period } from './period.ts'
import type { SimulatedTarget } from './simulated-target.ts'
import type { Traffic } from './traffic.ts'

/** What happens to a balancer, as plain data: who calls, which servers answer, and what becomes of them. Times are milliseconds from the scenario's start. */
export interface Scenario {
  /** In kebab-case: `brown-out-3x100`. */
  readonly name: string
  readonly targets: readonly SimulatedTarget[]
  readonly traffic: readonly Traffic[]
  /** When something is wrong; the measures compare the times before, during and after it. @default the whole time */
  readonly incident?: Period
  /** A run within its goal has its first content (a plain call: its answer) after so many ms at most. @default 2000 */
  readonly goalMs?: number
  /** Balancers that know nothing of each other and share the targets; calls arrive at each of them in turn. @default 1 */
  readonly processes?: number
  /** The time that is looked at; runs that arrive in it are followed to their end. */
  readonly durationMs: number
}
