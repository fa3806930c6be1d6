import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openaiCompatible, openaiCompatibleEmbedding } from './index.ts'

describe('openai-compatible conforms', () => {
  const cases = conformanceCases({
    fixtures: 'openai-compatible',
    create: (settings) => openaiCompatible({ ...settings, model: 'local-model' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('openaiCompatibleEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'openai',
    create: (settings) => openaiCompatibleEmbedding({ ...settings, model: 'local-embedder' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
