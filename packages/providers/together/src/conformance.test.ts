import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { together, togetherEmbedding } from './index.ts'

describe('together conforms', () => {
  const cases = conformanceCases({
    fixtures: 'together',
    create: (settings) => together({ ...settings, model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('togetherEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'together',
    create: (settings) => togetherEmbedding({ ...settings, model: 'BAAI/bge-base-en-v1.5' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
