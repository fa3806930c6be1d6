import {
  conformanceCases,
  embeddingConformanceCases,
  readVendorFixtures,
} from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openrouter, openrouterEmbedding } from './index.ts'

describe('openrouter conforms', () => {
  const cases = conformanceCases({
    fixtures: readVendorFixtures('openrouter', new URL('../fixtures/', import.meta.url)),
    create: (settings) => openrouter({ ...settings, model: 'z-ai/glm-4.7' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('openrouterEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'openai',
    create: (settings) => openrouterEmbedding({ ...settings, model: 'openai/text-embedding-3-small' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
