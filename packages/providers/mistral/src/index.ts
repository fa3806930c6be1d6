export { mistral, mistralEmbedding, type MistralSettings } from './mistral.ts'
