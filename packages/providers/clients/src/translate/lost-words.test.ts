import { describe, expect, it } from 'vitest'
import { translatedScene } from '../test/translated-scene.ts'
import { translatingBridge } from './index.ts'

/** The status of a request that clients would not send by their types, and how many targets were asked. */
const ask = async (path: string, body: object): Promise<unknown> => {
  const scene = translatedScene('claude')
  const send = translatingBridge(scene.balancer)
  const response = await send(`https://x.example${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return [response.status, scene.asked().length]
}

const refused = [400, 0]
const hi = [{ role: 'user', content: 'hi' }]
const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'x' } }

describe('what would be lost is refused before any target is asked', () => {
  it.each<[string, object]>([
    ['messages that are a text', { messages: 'hello' }],
    ['messages that are texts', { messages: ['hello'] }],
    ['no messages', {}],
    ['a content of texts', { messages: [{ role: 'user', content: ['hello'] }] }],
    ['a content that is an object', { messages: [{ role: 'user', content: { text: 'hello' } }] }],
    ['a text for a number', { messages: hi, max_tokens: '100' }],
    ['an object for a number', { messages: hi, temperature: {} }],
    ['stop sequences that are no texts', { messages: hi, stop: [1, 'x'] }],
    ['tools that are texts', { messages: hi, tools: ['x'] }],
  ])('chat completions: %s', async (_, body) => {
    expect(await ask('/v1/chat/completions', { model: 'm', ...body })).toEqual(refused)
  })

  it.each<[string, object]>([
    ['messages that are texts', { messages: ['hello'] }],
    ['no messages', {}],
    ['tools that are texts', { messages: hi, tools: ['x'] }],
    ['a system that is an object', { messages: hi, system: { text: 'x' } }],
    [
      'citations that are asked for',
      { messages: [{ role: 'user', content: [{ ...document, citations: { enabled: true } }] }] },
    ],
    ['the context of a document', { messages: [{ role: 'user', content: [{ ...document, context: 'c' }] }] }],
  ])('Messages: %s', async (_, body) => {
    expect(await ask('/v1/messages', { model: 'm', max_tokens: 9, ...body })).toEqual(refused)
  })

  it.each<[string, object]>([
    ['input of texts', { input: ['hello'] }],
    ['an input that is an object', { input: { text: 'hello' } }],
    ['tools that are texts', { input: 'hi', tools: ['x'] }],
    ['a text for a number', { input: 'hi', temperature: '0.2' }],
  ])('Responses: %s', async (_, body) => {
    expect(await ask('/v1/responses', { model: 'm', ...body })).toEqual(refused)
  })
})
