import { budgets, cooling, hedge, pools, retry, timeouts, whenUnavailable } from './balancer.ts'
import { circuitBreaker } from './circuit.ts'
import { list, needed, option, options, record } from './composites.ts'
import { providerDefaults, providers } from './provider.ts'
import type { Schema } from './schema.ts'
import { strategy } from './strategy.ts'
import { catalogue, flag, text } from './values.ts'

/** A whole configuration. */
export const configSchema: Schema = options(
  {
    $schema: option('Where editors find the schema.', text),
    strategy: option('How the next provider is chosen. Default: adaptive', strategy),
    timeouts: option('Clocks of requests and attempts, in ms; infinity switches one off.', timeouts),
    retry: option('How often and how soon a request tries again.', retry),
    circuitBreaker: option(
      'When a provider that keeps failing gets no requests; false: never.',
      circuitBreaker,
    ),
    whenUnavailable: option(
      'What a request does when no provider may be asked. Default: wait',
      whenUnavailable,
    ),
    hedge: option('When a second provider is asked beside one that takes long. Default: false', hedge),
    cooling: option('For how long a failure keeps a provider out.', cooling),
    exposeVendorErrors: option("Puts the vendors' own words into messages. Default: false", flag),
    pools: option('What the providers of each pool may do together, by its name.', pools),
    budgets: option('What may be spent: requests that would cost more go elsewhere, or fail.', budgets),
    catalogue: option(
      'A JSON file of models, with prices and context windows: of models.dev, of LiteLLM, or a list of your own.',
      catalogue,
    ),
    models: option(
      'Names for models: a request that asks for one goes to these providers or tags.',
      record(list(text)),
    ),
    providerDefaults: option('What every provider has that does not say otherwise.', providerDefaults),
    providers: needed('The providers, at least one.', providers),
  },
  {
    defaults: 'providerDefaults',
    targets: 'providers',
    clients: 'providers',
    modelList: 'providers',
    catalog: 'catalogue',
    prices: 'catalogue',
    pricing: 'catalogue',
    aliases: 'models',
    modelAliases: 'models',
    globalTimeout: 'timeouts.deadlineMs',
    timeout: 'timeouts.deadlineMs',
    timeoutMs: 'timeouts.deadlineMs',
    deadlineMs: 'timeouts.deadlineMs',
    attemptMs: 'timeouts.attemptMs',
    maxRetries: 'retry.maxAttempts',
    maxAttempts: 'retry.maxAttempts',
    retries: 'retry.maxAttempts',
    backoff: 'retry.backoff',
    routingStrategy: 'strategy',
    apiKey: 'providers[].apiKey',
    baseURL: 'providers[].baseURL',
    model: 'providers[].model',
  },
)
