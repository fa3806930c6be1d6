import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { google, googleEmbedding } from './index.ts'

describe('google conforms', () => {
  const cases = conformanceCases({
    fixtures: 'google',
    create: (settings) => google({ ...settings, model: 'gemini-3.8-flash' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('googleEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'google',
    create: (settings) => googleEmbedding({ ...settings, model: 'gemini-embedding-2' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
