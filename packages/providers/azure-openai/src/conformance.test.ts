import { conformanceCases, embeddingConformanceCases } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { azureOpenAI, azureOpenAIEmbedding } from './index.ts'

const keyHeader = (value: string): { name: string; value: string } => ({ name: 'api-key', value })

describe('azure-openai conforms', () => {
  const cases = conformanceCases({
    fixtures: 'azure-openai',
    create: (settings) => azureOpenAI({ ...settings, model: 'gpt-4.1' }),
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('azure-openai conforms with a dated API version', () => {
  const cases = conformanceCases({
    fixtures: 'azure-openai',
    create: (settings) => azureOpenAI({ ...settings, deployment: 'chat', apiVersion: '2024-10-21' }),
    mutations: 0,
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})

describe('azureOpenAIEmbedding conforms', () => {
  const cases = embeddingConformanceCases({
    surface: 'openai',
    create: (settings) => azureOpenAIEmbedding({ ...settings, model: 'text-embedding-3-small' }),
    keyHeader,
    without: { 'err-429-slow-down': "OpenAI's own code: on Azure it is the common table's" },
  })
  it.each(cases)('$name', ({ run }) => expect(run()).resolves.toBeUndefined())
})
