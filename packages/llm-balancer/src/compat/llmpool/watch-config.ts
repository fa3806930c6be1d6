import type { TextWatch } from '@llm-balancer/config/source'
import { redact } from '../../errors/redact.ts'
import { ConfigurationError } from './errors.ts'
import type { PoolSettings } from './options.ts'

/** What hears of a configuration after it was read first. */
export type ConfigListener = {
  readonly onText: (text: string) => void
  readonly onError: (error: ConfigurationError) => void
}

/** Reads the configuration that the options name, and watches it. @throws ConfigurationError when it cannot be read */
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
  const failed = (error: unknown): ConfigurationError => loadingFailed(error, place, isLocal)
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
function loadingFailed(error: unknown, place: string, isLocal: boolean): ConfigurationError {
  const secrets = URL.canParse(place) ? [...new URL(place).searchParams.values()] : []
  const message = redact(error instanceof Error ? error.message : 'unknown', { secrets })
  return new ConfigurationError(`Failed to load ${isLocal ? 'local' : 'remote'} config: ${message}`)
}
