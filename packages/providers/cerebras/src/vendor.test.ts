import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Cerebras is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({ apiKey: ['CEREBRAS_API_KEY'], model: ['CEREBRAS_MODEL'] })
})

it('Cerebras makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding).toBeUndefined()
})
