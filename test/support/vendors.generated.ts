// Written by `pnpm generate` from the vendors' folders.

/** Vendors that are tables over `@llm-balancer/openai-compatible`. */
export const dialects: readonly string[] = [
  '@llm-balancer/azure-openai',
  '@llm-balancer/cerebras',
  '@llm-balancer/deepseek',
  '@llm-balancer/groq',
  '@llm-balancer/mistral',
  '@llm-balancer/ollama',
  '@llm-balancer/openai',
  '@llm-balancer/openrouter',
  '@llm-balancer/together',
  '@llm-balancer/xai',
]

/** Vendors with a mapping of their own. */
export const ownMappings: readonly string[] = [
  '@llm-balancer/anthropic',
  '@llm-balancer/cohere',
  '@llm-balancer/google',
]

/** The environment variable in which each vendor's key is looked for first. */
export const keyVariables: readonly string[] = [
  'ANTHROPIC_API_KEY',
  'AZURE_OPENAI_API_KEY',
  'CEREBRAS_API_KEY',
  'COHERE_API_KEY',
  'DEEPSEEK_API_KEY',
  'GEMINI_API_KEY',
  'GROQ_API_KEY',
  'MISTRAL_API_KEY',
  'OLLAMA_API_KEY',
  'OPENAI_API_KEY',
  'OPENROUTER_API_KEY',
  'TOGETHER_API_KEY',
  'XAI_API_KEY',
]
