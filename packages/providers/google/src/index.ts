export { google } from './google.ts'
export { googleEmbedding } from './google-embedding.ts'
export type { GoogleEmbeddingSettings, GoogleSettings } from './google-settings.ts'
