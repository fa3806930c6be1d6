import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Google answers to its other names', () => {
  expect(vendor.aliases).toEqual(['gemini'])
})

it('Google is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    model: ['GEMINI_MODEL'],
  })
})

it('Google makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})

it('Google says nothing of limits in its headers', () => {
  expect(vendor.limitHeaders).toEqual([])
})
