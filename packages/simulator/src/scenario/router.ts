import type { BalancerSnapshot } from '@llm-balancer/core'
import type { ServerRequest } from '../server/server-request.ts'
import type { World } from './world.ts'

/** One call for a router: what is asked, and how long its caller waits. */
export interface RouterCall {
  /** Goes to the servers as it is. */
  readonly request: ServerRequest
  /** True when the caller reads a stream, and so is served by the first content. */
  readonly isStreaming: boolean
  /** From now on, in ms; Infinity when the caller waits for ever. */
  readonly deadlineMs: number
  /** To be called at the first content of a stream. */
  readonly onFirstContent: () => void
}

/** Anything that takes calls and passes them on to servers: a model of another product, or a router of one's own. */
export interface Router {
  /**
   * Resolves when the call has been served to its end; rejects when it has not. A rejection whose error has the code `no-target-available`
   * counts as refused.
   */
  call(call: RouterCall): Promise<unknown>
  /** The state that `onSecond` is given. @default `onSecond` cannot be used */
  snapshot?(): BalancerSnapshot
  /** Nothing more will be called: timers are cancelled. */
  close?(): void | Promise<void>
}

/** A router that is simulated in the place of a balancer of this project. */
export interface RouterSubject {
  readonly type: 'router'
  /** Called once per process of the scenario. */
  readonly start: (world: World) => Router
}
