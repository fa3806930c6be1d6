import type { Vendor } from '@llm-balancer/provider'
import { ollama, ollamaEmbedding } from './ollama.ts'
import type { OllamaSettings } from './ollama.ts'

/** Ollama, as it declares itself. A server needs no key, so that only a model makes an entry. */
export const vendor: Vendor<'ollama', OllamaSettings> = {
  type: 'ollama',
  label: 'Ollama',
  environment: {
    variables: {
      apiKey: ['OLLAMA_API_KEY'],
      model: ['OLLAMA_MODEL'],
      baseURL: ['OLLAMA_BASE_URL'],
    },
    required: [],
  },
  settings: {},
  limitHeaders: [],
  clientHosts: ['ollama.com', 'localhost:11434', '127.0.0.1:11434', '[::1]:11434'],
  chat: ollama,
  embedding: ollamaEmbedding,
}
