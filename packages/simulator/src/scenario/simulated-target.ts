import type { ServerChange, ServerConditions } from './server-conditions.ts'

/** A target of the balancer and the server behind it. */
export interface SimulatedTarget {
  /** Unique within the scenario. */
  readonly name: string
  /** What the server is like, but for the changes. */
  readonly server: ServerConditions
  /** Conditions that hold for a while, in the place of the server's own; of several at a time the last one counts. @default [] */
  readonly changes?: readonly ServerChange[]
}
