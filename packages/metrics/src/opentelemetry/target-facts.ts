import type { Attributes } from '@opentelemetry/api'
import type { ObservedBalancer } from '../contracts/observed-balancer.ts'
import { embeddings, names, providerName } from './attributes.ts'

/** What is known of the targets of a balancer: read when it is needed first, and again after a target has changed. */
export class TargetFacts {
  readonly #balancer: ObservedBalancer
  #known:
    | ReadonlyMap<string, { readonly provider?: string | undefined; readonly model?: string | undefined }>
    | undefined

  constructor(balancer: ObservedBalancer) {
    this.#balancer = balancer
  }

  /** A target was added or changed. */
  forget(): void {
    this.#known = undefined
  }

  /** The attributes that say which operation is asked of which vendor and model. */
  attributes(targetId: string, operation: string): Attributes {
    this.#known ??= new Map(this.#balancer.snapshot().targets.map((target) => [target.id, target]))
    const { provider, model } = this.#known.get(targetId) ?? {}
    return {
      [names.operation]: operation,
      [names.provider]: providerName(provider),
      // A target may make vectors with another model than the one it is known by.
      ...(model === undefined || operation === embeddings ? {} : { [names.model]: model }),
      [names.target]: targetId,
    }
  }
}
