import type { VendorEnvironment } from '@llm-balancer/provider'
import type { ProviderConfig } from '../entries/provider-config.ts'
import { vendors } from './vendors.generated.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * One provider entry for each vendor that the environment configures: usually those whose key is set. Each vendor declares
 * its variables: `OPENAI_API_KEY`, `OPENAI_MODEL` and so on; without a variable for the model, an entry has the vendor's
 * usual one. An empty variable counts as not set. The only function that reads the environment.
 *
 * @param env @default the process's, where there is one
 *
 * @example
 * const llm = createLLMBalancer({ providers: providersFromEnv() })
 */
export function providersFromEnv(env: Environment = processEnvironment()): ProviderConfig[] {
  return vendors.flatMap(({ type, environment }) => {
    if (environment === undefined) return []
    const { name = type, required = ['apiKey'] } = environment
    const settings = settingsIn(env, environment)
    const isConfigured = ['model', ...required].every((setting) => setting in settings)
    return isConfigured ? [{ name, ...settings } as ProviderConfig] : []
  })
}

/** The settings that variables give, with the usual model where none names one. */
function settingsIn(
  env: Environment,
  { variables, defaultModel }: VendorEnvironment,
): Readonly<Record<string, string>> {
  const found = Object.entries(variables).flatMap(([setting, names]) => {
    const value = names.map((name) => env[name]).find((text) => text !== undefined && text !== '')
    return value === undefined ? [] : [[setting, value] as const]
  })
  return { ...(defaultModel === undefined ? {} : { model: defaultModel }), ...Object.fromEntries(found) }
}

function processEnvironment(): Environment {
  const { process } = globalThis as { process?: { readonly env?: Environment } }
  return process?.env ?? {}
}
