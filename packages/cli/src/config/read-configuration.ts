import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { loadConfig } from '@llm-balancer/config'
import { within } from '@llm-balancer/core/time'
import { providersFromEnv, type LLMBalancerOptions } from 'llm-balancer'
import type { CliContext } from '../cli-context.ts'
import { CliError } from '../cli-error.ts'
import { exitCodes } from '../exit-codes.ts'

/** Names under which a configuration is looked for in the present folder. */
const usualNames = ['llm-balancer.yaml', 'llm-balancer.yml', 'llm-balancer.json']

/** Options of a balancer, and where they are from. */
export interface Configuration {
  readonly source: string
  readonly options: LLMBalancerOptions
}

/**
 * Reads the configuration of a command: a file or a URL, else a file with a usual name, else the keys in the environment.
 *
 * @throws {ConfigurationError} with all of its mistakes
 * @throws {CliError} when there is none
 */
export async function readConfiguration(
  context: CliContext,
  given: string | undefined,
): Promise<Configuration> {
  const { env, folder, signal } = context
  const source = given ?? usualNames.find((name) => existsSync(resolve(folder, name)))
  if (source !== undefined) {
    const isPath = source !== '' && !/^[a-z][a-z\d+.-]+:\/\//i.test(source)
    const place = isPath ? resolve(folder, source) : source
    return { source, options: await within(load(place, env), { signal }) }
  }
  const providers = providersFromEnv(env)
  if (providers.length > 0) return { source: 'the environment', options: { providers } }
  throw new CliError(
    `there is no configuration: no ${usualNames[0] ?? ''} in this folder and no key such as OPENAI_API_KEY in the environment; ` +
      'run `llm-balancer init`, or name a file with --config',
    { exitCode: exitCodes.configuration, code: 'no-configuration' },
  )
}

/** A configuration at a place that no request may go to, or at none, cannot be read either. */
async function load(place: string, env: CliContext['env']): Promise<LLMBalancerOptions> {
  try {
    return await loadConfig(place, { env })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CliError(error.message.replace(/^loadConfig: /, ''), {
      exitCode: exitCodes.configuration,
      code: 'bad-address',
    })
  }
}
