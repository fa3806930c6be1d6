import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { cohere } from './cohere.ts'
import { cohereEmbedding } from './cohere-embedding.ts'

const baseURL = 'https://llm.test/v2'

describe('cohere conforms', () => {
  const cases = conformanceCases({
    fixtures: 'cohere',
    baseURL,
    create: (settings) => cohere({ ...settings, model: 'command-a-plus-05-2026' }),
  })
  for (const { name, run } of cases) it(name, () => expect(run()).resolves.toBeUndefined())
})

describe('cohereEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'cohere',
    baseURL,
    create: (settings) => cohereEmbedding({ ...settings, model: 'embed-v4.0' }),
  })
  for (const { name, run } of cases) it(name, () => expect(run()).resolves.toBeUndefined())
})
