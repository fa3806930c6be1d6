import {
  conformanceCases,
  embeddingConformanceCases,
  readVendorFixtures,
} from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { ollama, ollamaEmbedding } from './index.ts'

describe('ollama conforms', () => {
  const cases = conformanceCases({
    fixtures: readVendorFixtures('ollama', new URL('../fixtures/', import.meta.url)),
    create: (settings) => ollama({ ...settings, model: 'qwen3:8b' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('ollamaEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'openai',
    create: (settings) => ollamaEmbedding({ ...settings, model: 'embeddinggemma' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
