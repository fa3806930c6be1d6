import type { Balancer } from '@llm-balancer/core'
import type { LLMBalancer } from '../llm-balancer.ts'
import type { ModelClient } from './model-client.ts'
import type { ProviderGroup } from './provider-group.ts'
import type { ProviderRegistry } from './provider-registry.ts'

/** A balancer as a provider of another one. */
export function asProviderGroup(
  llm: Pick<LLMBalancer, 'getHealthyProviders' | 'healthCheck'>,
  { balancer, registry }: { readonly balancer: Balancer<ModelClient>; readonly registry: ProviderRegistry },
): ProviderGroup {
  return {
    targets: balancer,
    contains: (other) =>
      other === balancer || registry.entries().some(({ group }) => group?.contains(other) === true),
    names: () => registry.entries().map(({ name }) => name),
    models: () => registry.entries().flatMap((entry) => entry.models()),
    serves(model) {
      const entries = registry.entries()
      return entries.length > 0 && entries.every((entry) => entry.serves(model))
    },
    isHealthy: () => llm.getHealthyProviders().length > 0,
    prices: () => registry.entries().flatMap((entry) => entry.prices()),
    embeddings: () => registry.entries().map((entry) => entry.embedding()),
    async probe(signal) {
      const health = Object.values(await llm.healthCheck({ signal, timeoutMs: Infinity }))
      if (!health.includes(true)) throw new Error('no provider of the group is healthy')
    },
  }
}
