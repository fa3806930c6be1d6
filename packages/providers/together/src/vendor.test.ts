import { collect } from '@llm-balancer/provider'
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

it('Together ends its streams with [DONE]: one that ends without is interrupted', async () => {
  const chunk = { choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] }
  const streamed = (end: string) => {
    const fetch = () => Promise.resolve(new Response(`data: ${JSON.stringify(chunk)}\n\n${end}`))
    const model = vendor.chat({ apiKey: 'k', model: 'm', fetch })
    return collect(model.stream({ messages: [{ role: 'user', content: 'Hi' }] }))
  }
  expect((await streamed('data: [DONE]\n\n')).text).toBe('Hello')
  await expect(streamed('')).rejects.toMatchObject({ kind: 'stream-interrupted' })
})
