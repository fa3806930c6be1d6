import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('OpenRouter is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['OPENROUTER_API_KEY'],
    model: ['OPENROUTER_MODEL'],
  })
})

it('OpenRouter makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
