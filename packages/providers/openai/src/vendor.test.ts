import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('OpenAI is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['OPENAI_API_KEY'],
    model: ['OPENAI_MODEL'],
    baseURL: ['OPENAI_BASE_URL'],
    organization: ['OPENAI_ORG_ID'],
    project: ['OPENAI_PROJECT_ID'],
  })
})

it('OpenAI makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
