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
}

/** Every vendor, by type. */
export const configVendors: readonly ConfigVendor[] = [
  {
    type: 'anthropic',
    words: ['anthropic', 'claude'],
    settings: ['version', 'betas'],
    needsKey: true,
    makesEmbeddings: false,
  },
  {
    type: 'azure-openai',
    words: ['azure-openai'],
    settings: ['tokenProvider', 'resource', 'deployment', 'apiVersion'],
    needsKey: true,
    makesEmbeddings: true,
  },
  { type: 'cerebras', words: ['cerebras'], settings: [], needsKey: true, makesEmbeddings: false },
  { type: 'cohere', words: ['cohere'], settings: [], needsKey: true, makesEmbeddings: true },
  { type: 'deepseek', words: ['deepseek'], settings: [], needsKey: true, makesEmbeddings: false },
  {
    type: 'google',
    words: ['google', 'gemini'],
    settings: ['vertex'],
    needsKey: true,
    makesEmbeddings: true,
  },
  { type: 'groq', words: ['groq'], settings: ['reasoningFormat'], needsKey: true, makesEmbeddings: false },
  { type: 'mistral', words: ['mistral'], settings: [], needsKey: true, makesEmbeddings: true },
  { type: 'ollama', words: ['ollama'], settings: [], needsKey: false, makesEmbeddings: true },
  {
    type: 'openai',
    words: ['openai'],
    settings: ['organization', 'project', 'api', 'background'],
    needsKey: true,
    makesEmbeddings: true,
  },
  {
    type: 'openai-compatible',
    words: ['openai-compatible'],
    settings: ['reasoningInput', 'finishReason'],
    needsKey: false,
    makesEmbeddings: true,
  },
  {
    type: 'openrouter',
    words: ['openrouter'],
    settings: ['appURL', 'appTitle', 'routing'],
    needsKey: true,
    makesEmbeddings: true,
  },
  { type: 'together', words: ['together'], settings: [], needsKey: true, makesEmbeddings: true },
  { type: 'xai', words: ['xai', 'grok'], settings: [], needsKey: true, makesEmbeddings: false },
]
