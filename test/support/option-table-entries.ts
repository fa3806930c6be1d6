import { BaseProvider } from '../../packages/llm-balancer/src/index.ts'
import { circuitOptions, createUmbrella, readyEntry, umbrella } from './option-table-umbrella-parts.ts'
import {
  aboveZeroUpToForever,
  anyNumber,
  atLeastZero,
  attemptClocks,
  limitNumbers,
  longInputPrices,
  prices,
  upstream,
  wholeFromOne,
  wholeFromOneUpToForever,
  type OptionObject,
} from './option-table.ts'

const add = (provider: object): void => {
  createUmbrella({}).addProvider({ ...readyEntry, ...provider })
}
const ready = 'provider "a", whose "model" is ready-made'

const entryForeign = {
  id: 'name',
  provider: 'type',
  vendor: 'type',
  client: 'model',
  modelId: 'model',
  modelName: 'model',
  key: 'apiKey',
  api_key: 'apiKey',
  token: 'apiKey',
  keys: 'apiKeys',
  baseUrl: 'baseURL',
  base_url: 'baseURL',
  url: 'baseURL',
  endpoint: 'baseURL',
  timeout: 'timeouts.attemptMs',
  timeoutMs: 'timeouts.attemptMs',
  maxRetries: 'maxAttempts',
  rpm: 'requestsPerMinute',
  tpm: 'tokensPerMinute',
  maxConcurrent: 'concurrency',
  maxInFlight: 'concurrency',
  maxTokens: 'defaults.maxOutputTokens',
  max_tokens: 'defaults.maxOutputTokens',
  maxOutputTokens: 'defaults.maxOutputTokens',
  temperature: 'defaults.temperature',
}
const entryNumbers = {
  weight: atLeastZero,
  priority: anyNumber,
  maxAttempts: wholeFromOneUpToForever,
  concurrency: wholeFromOneUpToForever,
  ...limitNumbers,
  contextWindow: aboveZeroUpToForever,
}
/** An entry of openai has the settings of that vendor beside those of every entry. */
const openai = {
  types: [
    'llm-balancer: ProviderConfig',
    'llm-balancer/types: EmbeddingProviderConfig',
    'openai/vendor: OpenAIEntrySettings',
  ],
  who: 'provider "openai"',
  numbers: entryNumbers,
  foreign: entryForeign,
  without: {
    maxResponseBytes: 'not a setting of entries',
    now: 'not a setting of entries, which have the clock of the balancer',
    clock: 'the same',
  },
}
const openaiEntry = { name: 'openai', model: 'gpt', apiKey: 'key', fetch: upstream.call }

const configObjects: readonly OptionObject[] = [
  {
    ...openai,
    types: [...openai.types, 'llm-balancer: ProviderSettings', 'llm-balancer/types: ConnectionSettings'],
    valid: openaiEntry,
    shown: ['name'],
    give: (provider) => createUmbrella({}).addProvider(provider),
  },
  {
    types: ['llm-balancer: ModelProviderConfig'],
    who: ready,
    valid: readyEntry,
    numbers: entryNumbers,
    foreign: entryForeign,
    give: (provider) => createUmbrella({ providers: [provider] }),
  },
  {
    types: ['llm-balancer: GroupProviderConfig'],
    who: 'provider "a", whose "model" is a balancer',
    valid: { name: 'a', model: umbrella() },
    numbers: entryNumbers,
    foreign: entryForeign,
    give: (provider) => createUmbrella({}).addProvider(provider),
  },
  {
    types: ['llm-balancer/types: NestedGroupConfig', 'llm-balancer/types: NestedOptions'],
    who: 'provider "a", which is a group',
    valid: { name: 'a', providers: [readyEntry] },
    numbers: entryNumbers,
    foreign: entryForeign,
    give: (provider) => createUmbrella({}).addProvider(provider),
  },
  {
    ...openai,
    types: [...openai.types, 'llm-balancer: ProviderChanges'],
    besides: { name: 'refused as such: it cannot be changed', type: 'the same' },
    without: {
      ...openai.without,
      embedding: 'a setting of ready-made models',
      hedge: 'a setting of groups',
      providers: 'a setting of groups',
      retry: 'a setting of groups',
      strategy: 'a setting of groups',
    },
    give: (changes) => createUmbrella({ providers: [openaiEntry] }).updateProvider('openai', changes),
  },
  {
    types: ['core: AttemptTimeouts'],
    who: ready,
    path: 'timeouts.',
    numbers: attemptClocks,
    foreign: { timeout: 'attemptMs', deadlineMs: 'attemptMs' },
    give: (timeouts) => add({ timeouts }),
  },
  {
    types: ['core: TokenPrice'],
    who: ready,
    path: 'cost.',
    numbers: prices,
    give: (cost) => add({ cost }),
  },
  { ...longInputPrices, who: ready, give: (longInput) => add({ cost: { longInput } }) },
  {
    types: ['llm-balancer: ProviderDefaults'],
    who: ready,
    path: 'defaults.',
    numbers: { maxOutputTokens: wholeFromOne, temperature: atLeastZero },
    foreign: { maxTokens: 'maxOutputTokens' },
    give: (defaults) => add({ defaults }),
  },
  {
    types: ['llm-balancer: ProviderLimit'],
    who: ready,
    path: 'limits[0].',
    numbers: limitNumbers,
    foreign: { rpm: 'requestsPerMinute', tpm: 'tokensPerMinute' },
    give: (limit) => add({ limits: [limit] }),
  },
  { ...circuitOptions, who: ready, give: (circuitBreaker) => add({ circuitBreaker }) },
]

/** A custom provider, whose configuration may have further fields. */
class OwnProvider extends BaseProvider {
  override makeRequest(): never {
    return upstream.call()
  }
}

const ownProvider: OptionObject = {
  types: ['llm-balancer: BaseProviderConfig'],
  who: 'provider "a"',
  hasOwnFields: true,
  valid: { name: 'a', model: 'acme-1' },
  numbers: entryNumbers,
  give: (config) => createUmbrella({ providers: [new OwnProvider(config)] }),
}

/** Every object of options of a provider. */
export const entryObjects: readonly OptionObject[] = [...configObjects, ownProvider]
