import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Anthropic answers to its other names', () => {
  expect(vendor.aliases).toEqual(['claude'])
})

it('Anthropic is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['ANTHROPIC_API_KEY', 'CLAUDE_API_KEY'],
    model: ['ANTHROPIC_MODEL'],
    baseURL: ['ANTHROPIC_BASE_URL'],
  })
})

it('Anthropic makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding).toBeUndefined()
})
