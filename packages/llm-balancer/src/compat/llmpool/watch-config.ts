import type { TextWatch } from '@llm-balancer/config/source'
import { systemClock, type Clock } from '@llm-balancer/core/time'
import { redact } from '../../errors/redact.ts'
import { ConfigurationError } from './errors.ts'
import type { PoolSettings } from './types.ts'

/** What hears of a configuration after it was read first. */
export interface ConfigListener {
  readonly onText: (text: string) => void
  readonly onError: (error: ConfigurationError) => void
}

/** Reads the configuration that the options name, and watches it. @throws ConfigurationError when it cannot be read */
export async function watchPoolConfig(
  settings: PoolSettings,
  { onText, onError }: ConfigListener,
): Promise<TextWatch> {
  const { configPath = '', configUrl, checkInterval: intervalMs, random, fetch, allowInsecureHttp } = settings
  if (configUrl === undefined && configPath === '')
    throw new ConfigurationError('LLMPool: "configPath" or "configUrl" has to say where the configuration is')
  const clock = backgroundClockOf(settings)
  const failed = (error: unknown): ConfigurationError => loadingFailed(error, configUrl)
  try {
    // Files are read in Node alone; everything else of this entry point runs anywhere.
    const { fileText, urlText, watchText } = await import('@llm-balancer/config/source')
    const source =
      configUrl === undefined
        ? fileText(configPath, { clock })
        : urlText(configUrl, { subject: '"configUrl"', fetch, clock, allowInsecureHttp })
    return await watchText(source, {
      ...{ intervalMs, random, onText, hints: false, clock },
      jitterRatio: configUrl === undefined ? 0 : 0.1,
      onError: (error) => {
        onError(failed(error))
      },
    })
  } catch (error) {
    throw failed(error)
  }
}

/** Waits for a configuration do not keep the process alive, unless the clock is the user's own. */
function backgroundClockOf({ clock }: PoolSettings): Clock | undefined {
  return clock === systemClock ? undefined : clock
}

/** The query of an address may hold a key. */
function loadingFailed(error: unknown, url: string | undefined): ConfigurationError {
  const secrets = url === undefined || !URL.canParse(url) ? [] : [...new URL(url).searchParams.values()]
  const message = redact(error instanceof Error ? error.message : 'unknown', { secrets })
  return new ConfigurationError(`Failed to load ${url === undefined ? 'local' : 'remote'} config: ${message}`)
}
