import type { BalancerEvent, BalancerSnapshot } from '@llm-balancer/core'

/** A circuit of a target changed its state. The balancers of `llm-balancer` tell it; others by `ObserveOptions.circuits`. */
export interface ObservedCircuitEvent {
  readonly type: 'circuit-opened' | 'circuit-half-opened' | 'circuit-closed'
  /** Clock time in ms. */
  readonly at: number
  readonly targetId: string
}

/** The soft share of a budget has been spent. The balancers of `llm-balancer` tell it. */
export interface ObservedBudgetEvent {
  readonly type: 'budget-soft-reached'
  /** Clock time in ms. */
  readonly at: number
  /** Whose budget it is; neither for one that all share. */
  readonly tenant?: string | undefined
  readonly provider?: string | undefined
  readonly limitMicroUsd: number
  readonly spentMicroUsd: number
}

/** What an observer may hear. */
export type ObservedEvent = BalancerEvent | ObservedCircuitEvent | ObservedBudgetEvent

/** What every balancer has, of `@llm-balancer/core` and of `llm-balancer`, and what an observer needs of it. */
export interface ObservedBalancer {
  /** Calls a listener for every event, or for those of the type in the place of `*`. Gives back a function that ends it. */
  on(type: '*', listener: (event: ObservedEvent) => void): () => void
  /** The present state. */
  snapshot(): BalancerSnapshot
}

/** A circuit breaker of `@llm-balancer/circuit-breaker`, or whatever tells its changes in the same way. */
export interface ObservedCircuit {
  /** Calls a listener for every change: `opened`, `half-opened`, `closed` or `isolated`. Gives back a function that ends it. */
  on(type: '*', listener: (event: { readonly type: string; readonly at: number }) => void): () => void
}

/** How a balancer is observed. */
export interface ObserveOptions {
  /** Names the balancer in all that is observed, such as in the label `balancer`. @default 'default' */
  readonly name?: string
}

/** How a balancer and its circuits are observed. */
export interface ObserveCircuitsOptions extends ObserveOptions {
  /**
   * The circuits of targets, by the target's id, for balancers that do not tell of them: those of `@llm-balancer/core`.
   *
   * @default none
   */
  readonly circuits?: Readonly<Record<string, ObservedCircuit>>
}

/** Watches balancers. Nothing that it does, or fails to do, changes a run. */
export interface Observer<Options extends ObserveOptions = ObserveOptions> {
  /**
   * Watches a balancer from now on. Gives back a function that ends it.
   *
   * @throws TypeError for what is no balancer, or for a bad option
   */
  observe(balancer: ObservedBalancer, options?: Options): () => void
}
