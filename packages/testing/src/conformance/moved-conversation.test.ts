import { expect, it } from 'vitest'
import { foreignWord, keptText, movedConversation } from './moved-conversation.ts'

const { messages, tools = [], providerOptions } = movedConversation('groq')
const assistant = messages.find(({ role }) => role === 'assistant')
const parts = typeof assistant?.content === 'object' ? assistant.content : []

it('every part of a conversation that moved has words of the other vendors', () => {
  const marked: readonly unknown[] = [...messages.slice(0, 4), ...parts, ...tools]
  for (const each of marked) {
    const options = (each as { readonly providerOptions?: object }).providerOptions ?? {}
    expect(Object.keys(options)).toEqual(expect.arrayContaining(['openai', 'anthropic', 'google', 'vertex']))
    expect(Object.keys(options)).not.toContain('groq')
    for (const fields of Object.values(options) as object[])
      for (const value of Object.values(fields)) expect(JSON.stringify(value)).toContain(foreignWord)
  }
  expect(providerOptions).toEqual(messages[0]?.providerOptions)
})

it('what another vendor ran itself is in it, call and result, and the text that every vendor understands', () => {
  const search = `${foreignWord}-search`
  expect(parts).toMatchObject([
    { type: 'reasoning', text: `${foreignWord} thoughts` },
    { type: 'reasoning', text: '' },
    { type: 'custom', kind: 'openai.compaction' },
    { type: 'tool-call', toolCallId: search, input: { query: foreignWord }, providerExecuted: true },
    { type: 'tool-result', toolCallId: search, output: { value: { found: foreignWord } } },
    { type: 'text', text: keptText },
    ...parts.slice(6).map(() => ({ type: 'tool-call', toolName: 'get_weather' })),
  ])
})
