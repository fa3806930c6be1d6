import { loadConfig, parseConfig, watchConfig } from '../../packages/config/src/index.ts'
import { aboveZeroUpToForever, type OptionObject } from './option-table.ts'

const text = 'providers: [{ name: openai, apiKey: k, model: m }]'
const address = 'https://config.example/llm.yaml'
const nothing = { added: [], changed: [], removed: [], settings: [] }
const foreign = { timeout: 'timeoutMs', environment: 'env', secretsIn: 'secretFolders' }
/** Answers with a configuration. */
const fetch = (): Promise<Response> => Promise.resolve(new Response(text))

/** Every object of options of config. */
export const configObjects: readonly OptionObject[] = [
  {
    types: ['config: ParseConfigOptions', 'config: ReferenceOptions'],
    who: 'parseConfig',
    foreign,
    give: (options) => parseConfig(text, options),
  },
  {
    types: ['config: LoadConfigOptions'],
    who: 'loadConfig',
    numbers: { timeoutMs: aboveZeroUpToForever },
    foreign,
    give: (options: object) => loadConfig(address, { fetch, ...options }),
  },
  {
    types: ['config: WatchConfigOptions'],
    who: 'watchConfig',
    numbers: {
      timeoutMs: aboveZeroUpToForever,
      intervalMs: aboveZeroUpToForever,
      maxIntervalMs: aboveZeroUpToForever,
    },
    foreign: {
      ...foreign,
      checkInterval: 'intervalMs',
      pollInterval: 'intervalMs',
      interval: 'intervalMs',
      sighup: 'signal',
    },
    give: (options: object) =>
      watchConfig({ reconfigure: () => nothing }, address, { fetch, ...options }).close(),
  },
]
