import { hasMethods } from '@llm-balancer/core/options'
import { toSource } from './source/to-source.ts'
import type { ConfigurableBalancer, ConfigWatch } from './watch/config-watch.ts'
import { ConfigWatcher } from './watch/config-watcher.ts'
import { readWatchOptions, type WatchConfigOptions } from './watch/watch-options.ts'

/**
 * Keeps a balancer at what a file or a URL says: applies it now, and whenever it changes, whole or not at all. Providers of the same name,
 * vendor and address keep their state. What cannot be read, or has mistakes, is rejected with an event, and the configuration before it
 * stays in force. Does not keep the process alive.
 *
 * @throws TypeError or RangeError for a bad option, or an address that no request may go to
 *
 * @example
 * const llm = createLLMBalancer(await loadConfig('llm.yaml'))
 * const watch = watchConfig(llm, 'llm.yaml', { signal: 'SIGHUP' })
 * watch.on('config-rejected', ({ errors }) => console.warn(errors))
 */
export function watchConfig(
  llm: ConfigurableBalancer,
  from: string | URL,
  options: WatchConfigOptions = {},
): ConfigWatch {
  hasMethods('reconfigure')('llm', llm, 'watchConfig')
  const settings = readWatchOptions(options)
  return new ConfigWatcher(llm, toSource('watchConfig', from, settings), settings)
}
