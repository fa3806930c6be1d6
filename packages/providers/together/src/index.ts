export { together, togetherEmbedding, type TogetherSettings } from './together.ts'
