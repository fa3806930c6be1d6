import { embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openaiEmbedding } from './index.ts'

describe('openaiEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'openai',
    create: (settings) => openaiEmbedding({ ...settings, model: 'text-embedding-3-small' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
