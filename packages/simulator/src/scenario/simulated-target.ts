import type { TokenPrice } from '@llm-balancer/core'
import type { ServerChange, ServerConditions } from './server-conditions.ts'
import type { ServerLimits } from './server-limits.ts'

/** A target of the balancer and the server behind it. */
export interface SimulatedTarget {
  /** Unique within the scenario. */
  readonly name: string
  /** What the server is like, but for the changes. */
  readonly server: ServerConditions
  /** Conditions that hold for a while, in the place of the server's own; of several at a time the last one counts. @default [] */
  readonly changes?: readonly ServerChange[]
  /** What the vendor allows the key. @default no limits */
  readonly limits?: ServerLimits
  /** For how long the server remembers the prompt of a session, in ms. @default 300 000 */
  readonly cacheMs?: number
  /** @default unknown */
  readonly cost?: TokenPrice
  /** As in the options of a target. @default 1 */
  readonly weight?: number
  /** As in the options of a target. @default 0 */
  readonly priority?: number
}
