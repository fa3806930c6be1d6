import type { LLMBalancer, ProviderConfig } from '../../index.ts'
import { changedIn } from '../../entries/same-target.ts'
import { spellingBaseUrl } from '../spelling-base-url.ts'
import { inPlace } from './options.ts'
import { PoolProvider } from './pool-provider.ts'
import type { CompleteProvider, PoolSettings } from './types.ts'

/** Where providers are swapped. */
export type ProviderSwap = {
  readonly settings: PoolSettings
  readonly balancer: LLMBalancer
  /** The providers until now, by name. */
  readonly before: ReadonlyMap<string, PoolProvider>
  /** Makes a balancer of one provider, to see whether it is valid. */
  readonly trial: (entry: ProviderConfig) => LLMBalancer
}

/**
 * Takes over a whole list, or nothing of it; what has kept its name and its type keeps its state.
 *
 * @throws ConfigurationError, and then nothing has changed
 */
export function swapProviders(
  configs: readonly CompleteProvider[],
  { settings, balancer, before, trial }: ProviderSwap,
): readonly PoolProvider[] {
  const next = configs.map((config, index) =>
    inPlace(index, () => {
      const provider = new PoolProvider(config, settings, before.get(config.name))
      const { guards: _, ...entry } = provider.entry()
      void spellingBaseUrl('base_url', () => trial(entry)).close()
      return provider
    }),
  )
  const types = new Map(next.map(({ name, type }) => [name, type]))
  for (const { name, type } of before.values())
    if (types.get(name) !== type) void balancer.removeProvider(name)
  for (const provider of next) {
    const old = before.get(provider.name)
    // What has not changed keeps its state: only what differs is handed on.
    if (old?.type !== provider.type) balancer.addProvider(provider.entry())
    else balancer.updateProvider(provider.name, changedIn({ ...old.entry() }, { ...provider.entry() }))
  }
  return next
}
