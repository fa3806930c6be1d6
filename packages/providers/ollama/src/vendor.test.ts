import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Ollama is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['OLLAMA_API_KEY'],
    model: ['OLLAMA_MODEL'],
    baseURL: ['OLLAMA_BASE_URL'],
  })
  expect(vendor.environment?.required).toEqual([])
})

it('Ollama makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
