// Written by `pnpm generate` from the vendors' folders.

/** One vendor, as a configuration may name it. */
export type ConfigVendor = {
  readonly type: string
  /** Every word that means it in `type` or `name`. */
  readonly words: readonly string[]
  /** Names of the settings that it has beside those of every vendor. */
  readonly settings: readonly string[]
  readonly needsKey: boolean
  readonly makesEmbeddings: boolean
  readonly rules: readonly ConfigRule[]
}

/** Settings of which exactly one has to be given. */
export type ConfigRule = {
  /** The rule counts where these settings have these values. @default always */
  readonly when?: Readonly<Record<string, string | boolean>>
  readonly oneOf: readonly string[]
  /** The value that it must have. @default any */
  readonly value?: string
}

/** Every vendor, by type. */
export const configVendors: readonly ConfigVendor[] = [
  {
    type: 'anthropic',
    words: ['anthropic', 'claude'],
    settings: ['version', 'betas'],
    needsKey: true,
    makesEmbeddings: false,
    rules: [],
  },
  {
    type: 'azure-openai',
    words: ['azure-openai'],
    settings: ['tokenProvider', 'resource', 'deployment', 'apiVersion'],
    needsKey: true,
    makesEmbeddings: true,
    rules: [{ oneOf: ['resource', 'baseURL'] }],
  },
  { type: 'cerebras', words: ['cerebras'], settings: [], needsKey: true, makesEmbeddings: false, rules: [] },
  { type: 'cohere', words: ['cohere'], settings: [], needsKey: true, makesEmbeddings: true, rules: [] },
  { type: 'deepseek', words: ['deepseek'], settings: [], needsKey: true, makesEmbeddings: false, rules: [] },
  {
    type: 'google',
    words: ['google', 'gemini'],
    settings: ['vertex'],
    needsKey: true,
    makesEmbeddings: true,
    rules: [{ when: { vertex: true }, oneOf: ['baseURL'] }],
  },
  {
    type: 'groq',
    words: ['groq'],
    settings: ['reasoningFormat'],
    needsKey: true,
    makesEmbeddings: false,
    rules: [],
  },
  { type: 'mistral', words: ['mistral'], settings: [], needsKey: true, makesEmbeddings: true, rules: [] },
  { type: 'ollama', words: ['ollama'], settings: [], needsKey: false, makesEmbeddings: true, rules: [] },
  {
    type: 'openai',
    words: ['openai'],
    settings: ['organization', 'project', 'api', 'background'],
    needsKey: true,
    makesEmbeddings: true,
    rules: [{ when: { background: true }, oneOf: ['api'], value: 'responses' }],
  },
  {
    type: 'openai-compatible',
    words: ['openai-compatible'],
    settings: ['reasoningInput', 'finishReason'],
    needsKey: false,
    makesEmbeddings: true,
    rules: [{ oneOf: ['baseURL'] }],
  },
  {
    type: 'openrouter',
    words: ['openrouter'],
    settings: ['appURL', 'appTitle', 'routing'],
    needsKey: true,
    makesEmbeddings: true,
    rules: [],
  },
  { type: 'together', words: ['together'], settings: [], needsKey: true, makesEmbeddings: true, rules: [] },
  { type: 'xai', words: ['xai', 'grok'], settings: [], needsKey: true, makesEmbeddings: false, rules: [] },
]
