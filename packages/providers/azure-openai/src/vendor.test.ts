import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('Azure OpenAI is known to the AI SDK by another name', () => {
  expect(vendor.aiSdkNames).toEqual(['azure'])
})

it('Azure OpenAI is configured by these environment variables', () => {
  expect(vendor.environment?.variables).toEqual({
    apiKey: ['AZURE_OPENAI_API_KEY'],
    model: ['AZURE_OPENAI_DEPLOYMENT'],
    baseURL: ['AZURE_OPENAI_ENDPOINT'],
    apiVersion: ['OPENAI_API_VERSION'],
  })
  expect(vendor.environment?.required).toEqual(['apiKey', 'baseURL'])
})

it('Azure OpenAI makes its models from the settings of one entry', () => {
  const settings = { apiKey: 'k', model: 'm', baseURL: 'https://example.openai.azure.com' }
  expect(vendor.chat(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ provider: vendor.type, modelId: 'm' })
})
