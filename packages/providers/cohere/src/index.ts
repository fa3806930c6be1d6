export { cohere } from './cohere.ts'
export { cohereEmbedding } from './cohere-embedding.ts'
export type { CohereSettings } from './cohere-settings.ts'
