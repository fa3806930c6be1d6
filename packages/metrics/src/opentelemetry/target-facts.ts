import type { TargetView } from '@llm-balancer/core'
import type { Attributes } from '@opentelemetry/api'
import type { ObservedBalancer } from '../contracts/observed-balancer.ts'
import { embeddings, names, providerName } from './attributes.ts'

/** What spans say of a target. */
type KnownTarget = Pick<TargetView, 'provider' | 'model'>

/** What is known of the targets of a balancer: read when it is needed first, and again after a target has changed. */
export class TargetFacts {
  readonly #balancer: ObservedBalancer
  #known: ReadonlyMap<string, KnownTarget> | undefined

  constructor(balancer: ObservedBalancer) {
    this.#balancer = balancer
  }

  /** A target was added or changed. */
  forget(): void {
    this.#known = undefined
  }

  /** The name of the span of an attempt: the operation, and the model where it is known. */
  spanName(targetId: string, operation: string): string {
    const model = this.#modelOf(targetId, operation)
    return model === undefined ? operation : `${operation} ${model}`
  }

  /** The attributes that say which operation is asked of which vendor and model. */
  attributes(targetId: string, operation: string): Attributes {
    const model = this.#modelOf(targetId, operation)
    return {
      [names.operation]: operation,
      [names.provider]: providerName(this.#factsOf(targetId)?.provider),
      ...(model === undefined ? {} : { [names.model]: model }),
      [names.target]: targetId,
    }
  }

  /** A target may make vectors with another model than the one it is known by. */
  #modelOf(targetId: string, operation: string): string | undefined {
    return operation === embeddings ? undefined : this.#factsOf(targetId)?.model
  }

  #factsOf(targetId: string): KnownTarget | undefined {
    this.#known ??= new Map(this.#balancer.snapshot().targets.map((target) => [target.id, target]))
    return this.#known.get(targetId)
  }
}
