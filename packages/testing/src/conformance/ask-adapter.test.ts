import { createChatModel, createHttpClient, unknownUsage } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { askAdapter, recordingFetch } from './ask-adapter.ts'

const adapterOf = ({ fetch }: { readonly fetch: typeof globalThis.fetch }) =>
  createChatModel({
    ...{ provider: 'acme', modelId: 'm', probePath: '/models', path: () => '/chat' },
    http: createHttpClient({ provider: 'acme', baseURL: 'https://acme.example/v1', apiKey: 'k', fetch }),
    body: ({ messages, seed }) => ({
      body: { messages, seed },
      warnings: [{ type: 'other', message: 'no seed' }],
    }),
    read: ({ body }) => ({
      content: [{ type: 'text', text: JSON.stringify(body) }],
      text: JSON.stringify(body),
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: unknownUsage,
      response: {},
    }),
    reader: () => {
      throw new Error('nothing streams')
    },
  })

it('an adapter is asked "hi" where the request says nothing else, and shows its body and warnings', async () => {
  const warnings = [{ type: 'other', message: 'no seed' }]
  expect(await askAdapter(adapterOf, { seed: 7 })).toEqual({
    body: { messages: [{ role: 'user', content: 'hi' }], seed: 7 },
    warnings,
  })
  const messages = [{ role: 'user', content: 'Hello' }] as const
  expect(await askAdapter(adapterOf, { messages })).toEqual({ body: { messages }, warnings })
})

it('a recording fetch gives the same answer to all, and tells where they went', async () => {
  const { fetch, sent } = recordingFetch()
  const { text } = await adapterOf({ fetch }).generate({ messages: [] })
  expect(JSON.parse(text)).toEqual({
    choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
  })
  const other = recordingFetch({ own: 1 })
  await expect((await other.fetch('https://acme.example/a?b=1')).json()).resolves.toEqual({ own: 1 })
  expect([sent, other.sent]).toEqual([
    [['https://acme.example/v1/chat', 'Bearer k']],
    [['https://acme.example/a?b=1', undefined]],
  ])
})
