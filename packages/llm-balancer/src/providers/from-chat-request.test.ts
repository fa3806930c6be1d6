import type { ChatRequest } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { fromChatRequest, textIn } from './from-chat-request.ts'

const user = { role: 'user', content: 'Hello' } as const
const assistant = { role: 'assistant', content: 'Yes?' } as const
const system = (content: string) => ({ role: 'system', content }) as const
const file = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQID' } } as const

it.each<[string, ChatRequest['messages'], object]>([
  ['a question', [user], { prompt: 'Hello' }],
  ['no message', [], { prompt: '' }],
  ['a conversation', [user, assistant, user], { prompt: 'Hello', messages: [user, assistant] }],
  ['one that ends with an answer', [user, assistant], { prompt: '', messages: [user, assistant] }],
  [
    'instructions, wherever they stand',
    [system('Be kind.'), user, system('Be brief.')],
    { prompt: 'Hello', system: 'Be kind.\n\nBe brief.' },
  ],
  [
    'a question in parts',
    [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hel' },
          { type: 'text', text: 'lo' },
        ],
      },
    ],
    { prompt: 'Hello' },
  ],
])('the simple request of %s', (_, messages, simple) => {
  expect(fromChatRequest({ messages })).toStrictEqual({ simple, warnings: [] })
})

it('has its settings, and warns of those that it has no place for', () => {
  const { simple, warnings } = fromChatRequest({
    messages: [{ role: 'user', content: [file, { type: 'text', text: 'What is it?' }] }],
    ...{ maxOutputTokens: 5, temperature: 0, topP: 0.5, topK: 1, presencePenalty: 1, frequencyPenalty: 1 },
    ...{ stopSequences: ['.'], seed: 1, tools: [], responseFormat: { type: 'json' }, reasoning: 'low' },
  })
  expect(simple).toStrictEqual({ prompt: 'What is it?', maxTokens: 5, temperature: 0, topP: 0.5 })
  expect(warnings).toEqual(
    [
      ...['topK', 'presencePenalty', 'frequencyPenalty', 'stopSequences', 'seed', 'tools'],
      ...['responseFormat', 'reasoning', 'files in the prompt'],
    ].map((feature) => ({ type: 'unsupported', feature })),
  )
  expect(fromChatRequest({ messages: [{ role: 'user', content: [file] }, assistant] }).warnings).toEqual([])
})

it('has no text where a caller gave none', () => {
  expect(textIn({ role: 'user', content: undefined } as never)).toBe('')
})
