export { google } from './google.ts'
export { googleEmbedding } from './google-embedding.ts'
export type { GoogleEmbeddingOptions, GoogleOptions } from './options.ts'
