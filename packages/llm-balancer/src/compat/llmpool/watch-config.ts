import type { TextWatch } from '@llm-balancer/config/source'
import { BalancerClosedError } from '@llm-balancer/core'
import { ConfigurationError } from './errors.ts'
import type { PoolSettings } from './options.ts'

/**
 * Reads the configuration that the options name, and watches it.
 *
 * @param onConfig takes each one over, the first one included
 * @param onError hears why a later one could not be
 * @throws ConfigurationError when it cannot be read, and what `onConfig` throws
 */
export async function watchPoolConfig(
  { configPath, configUrl, checkInterval: intervalMs, fetch, allowInsecureHttp, clock, random }: PoolSettings,
  onConfig: (config: unknown) => void,
  onError: (error: unknown) => void,
): Promise<TextWatch> {
  if (configUrl === undefined && configPath === undefined)
    throw new ConfigurationError('LLMPool: "configPath" or "configUrl" has to say where the configuration is')
  const [kind, jitterRatio] = configUrl === undefined ? ['local', 0] : ['remote', 0.1]
  const failed = (error: unknown): unknown => {
    if (error instanceof ConfigurationError || error instanceof BalancerClosedError) return error
    return new ConfigurationError(`Failed to load ${kind} config: ${(error as Error).message}`)
  }
  // Files are read in Node alone; everything else of this entry point runs anywhere.
  const { fileText, parseJson, urlText, watchText } = await import('@llm-balancer/config/source')
  try {
    const asked = { subject: '"configUrl"', fetch, clock, allowInsecureHttp }
    const source = configUrl === undefined ? fileText(configPath ?? '', { clock }) : urlText(configUrl, asked)
    return await watchText(source, {
      ...{ intervalMs, jitterRatio, random, clock, hints: false },
      onText: (text) => {
        onConfig(parseJson(text))
      },
      onError: (error) => {
        onError(failed(error))
      },
    })
  } catch (error) {
    throw failed(error)
  }
}
