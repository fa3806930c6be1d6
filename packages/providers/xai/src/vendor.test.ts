import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('xAI answers to its other names', () => {
  expect(vendor.aliases).toEqual(['grok'])
})

it('xAI is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({ apiKey: ['XAI_API_KEY'], model: ['XAI_MODEL'] })
})

it('xAI makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding).toBeUndefined()
})
