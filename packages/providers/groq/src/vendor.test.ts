import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Groq is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({ apiKey: ['GROQ_API_KEY'], model: ['GROQ_MODEL'] })
})

it('Groq makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding).toBeUndefined()
})
