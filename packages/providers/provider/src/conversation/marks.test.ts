import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../chat/chat-request.ts'
import { continuedBy, marksIn, marksOf } from './marks.ts'

describe('the marks in the metadata of a part', () => {
  it.each([
    ['itemId', 'account'],
    ['reasoningEncryptedContent', 'account'],
    ['encryptedContent', 'account'],
    ['encrypted_content', 'account'],
    ['signature', 'vendor'],
    ['redactedData', 'vendor'],
    ['thoughtSignature', 'vendor'],
  ])('%s is good in the whole %s', (name, reach) => {
    expect(marksIn({ acme: { [name]: 'x' } })).toEqual([{ text: 'x', reach }])
  })

  it.each<[string, Parameters<typeof marksIn>[0]]>([
    ['no metadata', undefined],
    ['no vendor', {}],
    ['a vendor without fields', { acme: null, other: 'itemId' }],
    ['other fields', { acme: { phase: 'final', constructor: 'x', toString: 'x' } }],
    ['an empty text', { acme: { itemId: '' } }],
    ['what is no text', { acme: { itemId: 7, signature: null } }],
  ])('are none with %s', (_, metadata) => {
    expect(marksIn(metadata)).toEqual([])
  })
})

describe('the marks of a request', () => {
  it('are those of earlier answers, oldest first, and of nothing else', () => {
    const marked = (id: string): object => ({ providerOptions: { openai: { itemId: id } } })
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'Hi', ...marked('asked') }] },
      { role: 'assistant', content: 'Yes?' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', ...marked('1') },
          { type: 'text', text: 'Ho' },
          { type: 'text', text: 'Ho', ...marked('2') },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Ho', ...marked('3') }] },
    ] as ChatRequest['messages']
    expect(marksOf({ messages }).map(({ text }) => text)).toEqual(['1', '2', '3'])
  })
})

describe('what a request continues', () => {
  it.each<[ChatRequest['providerOptions'], string[]]>([
    [undefined, []],
    [{}, []],
    [{ openai: { previousResponseId: 'r1' } }, ['r1']],
    [{ openai: { previous_response_id: 'r1' }, azure: { previousResponseId: 'r2' } }, ['r1', 'r2']],
    [{ openai: { conversation: 'c1' } }, ['c1']],
    [{ openai: { conversation: { id: 'c1' } } }, ['c1']],
    [{ openai: { conversation: { id: 1 }, previousResponseId: null } }, []],
    [{ openai: { conversation: {}, user: 'u' } }, []],
  ])('with the options %j is %j', (providerOptions, ids) => {
    expect(continuedBy({ messages: [], ...(providerOptions && { providerOptions }) })).toEqual(ids)
  })
})
