import type { ProviderConfig } from './provider-config.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where a key and a model are found. Models that are named here are each vendor's usual one for everyday work (late 2026). */
const recipes = [
  { name: 'openai', keys: ['OPENAI_API_KEY'], model: 'OPENAI_MODEL', defaultModel: 'gpt-5.4-mini' },
  {
    name: 'claude',
    keys: ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'],
    model: 'ANTHROPIC_MODEL',
    defaultModel: 'claude-sonnet-5-5',
  },
  {
    name: 'gemini',
    keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    model: 'GEMINI_MODEL',
    defaultModel: 'gemini-flash-latest',
  },
  {
    name: 'mistral',
    keys: ['MISTRAL_API_KEY'],
    model: 'MISTRAL_MODEL',
    defaultModel: 'mistral-small-latest',
  },
  { name: 'groq', keys: ['GROQ_API_KEY'], model: 'GROQ_MODEL', defaultModel: 'openai/gpt-oss-120b' },
  {
    name: 'together',
    keys: ['TOGETHER_API_KEY'],
    model: 'TOGETHER_MODEL',
    defaultModel: 'openai/gpt-oss-120b',
  },
  {
    name: 'cohere',
    keys: ['COHERE_API_KEY', 'CO_API_KEY'],
    model: 'COHERE_MODEL',
    defaultModel: 'command-a-plus-05-2026',
  },
] as const

/**
 * One provider for each key in the environment: `openai` (`OPENAI_API_KEY`), `claude` (`ANTHROPIC_API_KEY` or
 * `CLAUDE_API_KEY`), `gemini` (`GEMINI_API_KEY`, `GOOGLE_API_KEY` or `GOOGLE_GENERATIVE_AI_API_KEY`), `mistral`
 * (`MISTRAL_API_KEY`), `groq` (`GROQ_API_KEY`), `together` (`TOGETHER_API_KEY`), `cohere` (`COHERE_API_KEY` or
 * `CO_API_KEY`). Their models are in `OPENAI_MODEL`, `ANTHROPIC_MODEL`, `GEMINI_MODEL` and so on, or a usual one. An empty
 * variable is none. The only function that reads the environment.
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
