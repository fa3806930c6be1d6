import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Mistral is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({ apiKey: ['MISTRAL_API_KEY'], model: ['MISTRAL_MODEL'] })
})

it('Mistral makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
