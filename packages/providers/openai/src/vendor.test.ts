import { collect } from '@llm-balancer/provider'
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

it('OpenAI ends its streams with [DONE]: one that ends without is interrupted', async () => {
  const chunk = { choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: 'stop' }] }
  const streamed = (end: string) => {
    const fetch = () => Promise.resolve(new Response(`data: ${JSON.stringify(chunk)}\n\n${end}`))
    const model = vendor.chat({ apiKey: 'k', model: 'm', fetch })
    return collect(model.stream({ messages: [{ role: 'user', content: 'Hi' }] }))
  }
  expect((await streamed('data: [DONE]\n\n')).text).toBe('Hello')
  await expect(streamed('')).rejects.toMatchObject({ kind: 'stream-interrupted' })
})

it('OpenAI makes answers in the background with Responses alone', () => {
  const settings = { apiKey: 'k', model: 'm', background: true }
  expect(vendor.chat({ ...settings, api: 'responses' })).toMatchObject({ modelId: 'm' })
  expect(vendor.chat({ ...settings, background: false })).toMatchObject({ modelId: 'm' })
  expect(() => vendor.chat(settings)).toThrow(`openai: "background" is for answers of "api: 'responses'"`)
})
