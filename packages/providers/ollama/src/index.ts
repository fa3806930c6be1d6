export { ollama, ollamaEmbedding, type OllamaSettings } from './ollama.ts'
