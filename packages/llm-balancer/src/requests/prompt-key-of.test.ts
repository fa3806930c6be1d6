import type { ChatRequest } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { promptKeyOf } from './prompt-key-of.ts'

const system = { role: 'system', content: 'Answer in one sentence.' } as const
const user = (content: string) => ({ role: 'user', content }) as const
const assistant = { role: 'assistant', content: [{ type: 'text', text: 'Because.' }] } as const
const tool = (name: string) => ({ type: 'function', name, inputSchema: {} }) as const
const first: ChatRequest = { messages: [system, user('Why?')] }

it('stays the same from turn to turn', () => {
  expect(promptKeyOf({ messages: [...first.messages, assistant, user('And then?')] })).toBe(
    promptKeyOf(first),
  )
  expect(promptKeyOf({ ...first, temperature: 1 })).toBe(promptKeyOf(first))
})

it('differs where the system, the tools or the first message of the user do', () => {
  const others: ChatRequest[] = [
    first,
    { messages: [{ ...system, content: 'Answer in two.' }, user('Why?')] },
    { messages: [system, user('Why not?')] },
    { messages: [user('Why?')] },
    { messages: [system, { role: 'user', content: [{ type: 'text', text: 'Why?' }] }] },
    { messages: [system, { role: 'user', content: [{ type: 'text', text: 'Why not?' }] }] },
    {
      messages: [
        system,
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Why?' },
            { type: 'text', text: 'Tell me.' },
          ],
        },
      ],
    },
    { ...first, tools: [tool('search')] },
    { ...first, tools: [tool('search'), tool('read')] },
  ]
  expect(new Set(others.map(promptKeyOf)).size).toBe(others.length)
})

it('shows nothing of the texts, and reads only so much of them', () => {
  const long = 'x'.repeat(1_000_000)
  expect(promptKeyOf({ messages: [user(`${long}a`)] })).toBe(promptKeyOf({ messages: [user(`${long}b`)] }))
  expect(promptKeyOf({ messages: [user(long)] })).not.toBe(promptKeyOf({ messages: [user(`${long}x`)] }))
  expect(promptKeyOf(first)).toMatch(/^[0-9a-z]{1,7}-[0-9a-z]{1,7}$/)
})

it('is different for 50 000 conversations', () => {
  const keys = Array.from({ length: 50_000 }, (_, talk) =>
    promptKeyOf({ messages: [system, user(`Question ${talk}`)] }),
  )
  expect(new Set(keys).size).toBe(keys.length)
})

it('survives odd content, which others refuse', () => {
  const odd = { messages: [{ role: 'user', content: [null, 3, { type: 'text' }] }] }
  expect(promptKeyOf(odd as unknown as ChatRequest)).toMatch(/-/)
})
