import { describe, expect, it } from 'vitest'
import { rejection } from '../../../../test/scene.ts'
import { createImageMessage, createTextMessage, MESSAGE_TYPES, PROVIDERS } from '../index.ts'
import { scene } from './scene.ts'

const png = 'iVBORw0KGgo='
const dataUrl = `data:image/png;base64,${png}`

it('text and image messages have the documented shape', () => {
  expect(createTextMessage('system', 'Be brief.')).toEqual({ role: 'system', content: 'Be brief.' })
  expect(createImageMessage('user', 'What is it?', dataUrl)).toEqual({
    role: 'user',
    content: [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url: dataUrl } },
    ],
  })
  expect(createImageMessage('user', 'What is it?', dataUrl, 'low').content[1]).toEqual({
    type: 'image_url',
    image_url: { url: dataUrl, detail: 'low' },
  })
  expect(MESSAGE_TYPES).toEqual({ TEXT: 'text', IMAGE_URL: 'image_url' })
  expect(Object.values(PROVIDERS)).toEqual(['groq', 'openai', 'anthropic', 'cohere', 'together', 'gemini'])
})

describe('what is sent', () => {
  const bodyOf = async (type: 'openai' | 'anthropic', messages: readonly unknown[]): Promise<unknown> => {
    const { pool, fake, drive } = scene({ a: { format: type } }, { providers: { a: { type } } })
    await drive(pool.chat({ messages: messages as never }))
    return fake.requests[0]?.body
  }

  it('to OpenAI is an image with its own media type and its detail', async () => {
    expect(await bodyOf('openai', [createImageMessage('user', 'What is it?', dataUrl, 'low')])).toMatchObject(
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is it?' },
              { type: 'image_url', image_url: { url: dataUrl, detail: 'low' } },
            ],
          },
        ],
      },
    )
  })

  it('to Anthropic is an image with its own media type, or its address', async () => {
    const address = 'https://example.com/cat.gif'
    const messages = [createImageMessage('user', 'Both', dataUrl), createImageMessage('user', '', address)]
    const { messages: sent } = (await bodyOf('anthropic', messages)) as { messages: unknown }
    const text = JSON.stringify(sent)
    expect(text).toContain(JSON.stringify({ type: 'base64', media_type: 'image/png', data: png }))
    expect(text).toContain(JSON.stringify({ type: 'url', url: address }))
  })

  it('to Anthropic has all system messages in `system`, also those in parts', async () => {
    const body = await bodyOf('anthropic', [
      createTextMessage('system', 'First.'),
      { role: 'system', content: [{ type: 'text', text: 'Second.' }] },
      createTextMessage('user', 'Hello'),
    ])
    expect(JSON.stringify((body as { system: unknown }).system)).toMatch(/First\..*Second\./)
    expect(body).toMatchObject({ messages: [{ role: 'user' }] })
  })
})

describe('a request is checked before it is sent', () => {
  it.each<[object | undefined, string]>([
    [undefined, 'chat: options must be an object, got undefined'],
    [{}, 'chat: "messages" is missing'],
    [{ messages: 'Hello' }, 'chat: "messages" must be an array with at least one message, got a string'],
    [{ messages: [] }, 'chat: "messages" must be an array with at least one message, got an empty one'],
    [{ messages: ['Hello'] }, 'chat: "messages[0]" must be an object, got a string'],
    [{ messages: [{ role: 'robot', content: 'x' }] }, 'chat: "messages[0].role" must be one of'],
    [{ messages: [{ role: 'user' }] }, 'chat: "messages[0].content" must be a string or an array of parts'],
    [
      { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      '"messages[0].content[0].text" must be a string',
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, '"messages[0].content[0].data'],
    [{ temperature: -1 }, 'chat: "temperature" must be within [0, ∞), got -1'],
    [{ max_tokens: 0 }, 'chat: "max_tokens" must be a whole number within [1, ∞), got 0'],
    [{ maxTokens: 5 }, 'chat: unknown option "maxTokens", did you mean "max_tokens"?'],
    [{ model: 'gpt-4' }, 'chat: unknown option "model"; use "providers[].model"'],
    [{ stream: true }, 'chat: "stream" must be false; chat gives whole answers'],
  ])('%o', async (given, message) => {
    const { pool, drive, asked } = scene({ a: {} })
    const request = given === undefined || 'messages' in given ? given : { ...hello(given), ...given }
    const error = await rejection(drive(pool.chat(request as never)))
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toContain(message)
    expect(asked()).toEqual([])
    expect(pool.getProviderStats()['a']?.usage.totalRequests).toBe(0)
  })
})

/** The messages of a valid request, unless the test is about a request without any. */
function hello(given: object): object {
  return Object.keys(given).length === 0 ? {} : { messages: [createTextMessage('user', 'Hello')] }
}
