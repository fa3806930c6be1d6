import type { ProviderConfig } from './provider-config.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const recipes = [
  { name: 'openai', keys: ['OPENAI_API_KEY'], model: 'OPENAI_MODEL', defaultModel: 'gpt-5.4-mini' },
  {
    name: 'claude',
    keys: ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'],
    model: 'ANTHROPIC_MODEL',
    defaultModel: 'claude-sonnet-5-5',
  },
] as const

/**
 * One provider for each key in the environment: `openai` (`OPENAI_API_KEY`, `OPENAI_MODEL`, default `gpt-5.4-mini`) and
 * `claude` (`ANTHROPIC_API_KEY` or `CLAUDE_API_KEY`, `ANTHROPIC_MODEL`, default `claude-sonnet-5-5`). An empty variable is
 * none. The only function that reads the environment.
 *
 * @param env @default the process's, where there is one
 */
export function providersFromEnv(env: Environment = processEnvironment()): ProviderConfig[] {
  return recipes.flatMap(({ name, keys, model, defaultModel }) => {
    const apiKey = keys.map((key) => env[key]).find(isGiven)
    return apiKey === undefined
      ? []
      : [{ name, apiKey, model: isGiven(env[model]) ? env[model] : defaultModel }]
  })
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}

function processEnvironment(): Environment {
  const { process } = globalThis as { process?: { readonly env?: Environment } }
  return process?.env ?? {}
}
