import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Cohere is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['COHERE_API_KEY', 'CO_API_KEY'],
    model: ['COHERE_MODEL'],
    baseURL: ['CO_API_URL'],
  })
})

it('Cohere makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
