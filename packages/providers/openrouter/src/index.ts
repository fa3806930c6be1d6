export type { OpenRouterSettings } from './openrouter-settings.ts'
export { openrouter, openrouterEmbedding } from './openrouter.ts'
