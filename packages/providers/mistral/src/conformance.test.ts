import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { mistral, mistralEmbedding } from './index.ts'

describe('mistral conforms', () => {
  const cases = conformanceCases({
    fixtures: 'mistral',
    create: (settings) => mistral({ ...settings, model: 'mistral-medium-latest' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('mistralEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'mistral',
    create: (settings) => mistralEmbedding({ ...settings, model: 'mistral-embed' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
