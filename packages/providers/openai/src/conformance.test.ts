import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { openai, openaiEmbedding } from './index.ts'
import { openaiResponses } from './responses/index.ts'

describe('openai conforms', () => {
  const cases = conformanceCases({
    fixtures: 'openai',
    create: (settings) => openai({ ...settings, model: 'gpt-4.1-mini' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('openaiResponses conforms', () => {
  const cases = conformanceCases({
    fixtures: 'openai-responses',
    create: (settings) => openaiResponses({ ...settings, model: 'gpt-5.4-mini' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('openaiEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'openai',
    create: (settings) => openaiEmbedding({ ...settings, model: 'text-embedding-3-small' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
