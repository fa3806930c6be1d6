import { expect, it } from 'vitest'
import { vendor } from './vendor.ts'

it('a server that speaks OpenAI’s format is found neither in the environment nor by a name of the AI SDK', () => {
  expect(vendor.environment).toBeUndefined()
  expect(vendor.aiSdkNames).toEqual([])
})

it('a server that speaks OpenAI’s format makes its models from the settings of one entry', () => {
  const settings = { baseURL: 'http://localhost:8080/v1', model: 'm' }
  expect(vendor.chat(settings)).toMatchObject({ modelId: 'm' })
  expect(vendor.embedding?.(settings)).toMatchObject({ modelId: 'm' })
})
