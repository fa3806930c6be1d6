import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  loadConfig,
  loadState,
  parseConfig,
  saveState,
  watchConfig,
} from '../../packages/config/src/index.ts'
import { aboveZeroUpToForever, type OptionObject } from './option-table.ts'

const text = 'providers: [{ name: openai, apiKey: k, model: m }]'
const address = 'https://config.example/llm.yaml'
const nothing = { added: [], changed: [], removed: [], settings: [] }
const foreign = { timeout: 'timeoutMs', environment: 'env', secretsIn: 'secretFolders' }
const state = join(tmpdir(), 'llm-balancer-no-such-folder', 'state.json')
/** Files that can be written, and are not there. */
const noFiles = {
  readFile: () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOENT' })),
  stampOf: () => Promise.resolve(''),
  realPath: (path: string) => Promise.resolve(path),
  replaceFile: () => Promise.resolve(),
  watchFolder: () => () => {},
}
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
  {
    types: ['config: StateFileOptions'],
    who: 'loadState',
    give: (options: object) => loadState(state, options),
  },
  {
    types: ['config: StateFileOptions'],
    who: 'saveState',
    give: (options: object) =>
      saveState({ exportState: () => ({ version: 1, savedAt: 0 }) }, state, { files: noFiles, ...options }),
  },
]
