import type { TextWatch, WatchTextOptions } from '@llm-balancer/config/source'
import { BalancerClosedError } from '@llm-balancer/core'
import { querySecrets } from '@llm-balancer/provider'
import { redact } from '../../errors/redact.ts'
import { ConfigurationError } from './errors.ts'
import type { PoolSettings } from './options.ts'

/** What takes each configuration over, the first one included, and hears why a later one could not be. */
export type ConfigListener = Pick<WatchTextOptions, 'onText' | 'onError'>

/** Reads the configuration that the options name, and watches it. @throws ConfigurationError when it cannot be read, and what `onText` throws */
export async function watchPoolConfig(
  { configPath, configUrl, checkInterval: intervalMs, ...settings }: PoolSettings,
  { onText, onError }: ConfigListener,
): Promise<TextWatch> {
  const { clock, random, fetch, allowInsecureHttp } = settings
  const place = configUrl ?? configPath
  if (place === undefined)
    throw new ConfigurationError('LLMPool: "configPath" or "configUrl" has to say where the configuration is')
  const isLocal = configUrl === undefined
  // Files are read in Node alone; everything else of this entry point runs anywhere.
  const { fileText, urlText, watchText } = await import('@llm-balancer/config/source')
  const failed = (error: unknown): unknown => loadingFailed(error, place, isLocal)
  try {
    const source = isLocal
      ? fileText(place, { clock })
      : urlText(place, { subject: '"configUrl"', fetch, clock, allowInsecureHttp })
    return await watchText(source, {
      ...{ intervalMs, random, clock, onText, hints: false, jitterRatio: isLocal ? 0 : 0.1 },
      onError: (error) => {
        onError(failed(error))
      },
    })
  } catch (error) {
    throw failed(error)
  }
}

/** The query of an address may hold a key. */
function loadingFailed(error: unknown, place: string, isLocal: boolean): unknown {
  if (error instanceof ConfigurationError || error instanceof BalancerClosedError) return error
  const secrets = URL.canParse(place) ? querySecrets(new URL(place)) : []
  const message = redact(error instanceof Error ? error.message : 'unknown', { secrets })
  return new ConfigurationError(`Failed to load ${isLocal ? 'local' : 'remote'} config: ${message}`)
}
