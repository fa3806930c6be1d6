import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Together is known to the AI SDK by another name', () => {
  expect(vendor.aiSdkNames).toEqual(['togetherai'])
})

it('Together is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['TOGETHER_API_KEY'],
    model: ['TOGETHER_MODEL'],
    baseURL: ['TOGETHER_BASE_URL'],
  })
})

it('Together makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
