import { describe, expect, it } from 'vitest'
import type { ChatRequest } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

const messages = [{ role: 'user', content: 'Hello' }] as const

describe('generate and stream refuse, before any provider is asked,', () => {
  it.each<[string, object, string]>([
    [
      'a setting of another library',
      { max_tokens: 5 },
      'TypeError: generate: unknown option "max_tokens"; use "maxOutputTokens"',
    ],
    ['the word of the simple request', { maxTokens: 5 }, 'unknown option "maxTokens"; use "maxOutputTokens"'],
    ['a prompt', { prompt: 'Hi' }, 'generate: unknown option "prompt"; use "messages"'],
    [
      'an option with no likeness to any',
      { zzz: 5 },
      'TypeError: generate: unknown option "zzz"; known options are messages',
    ],
    ['a misspelt one', { maxOutputToken: 5 }, '"maxOutputToken", did you mean "maxOutputTokens"?'],
    [
      'a temperature in words',
      { temperature: '0.5' },
      'TypeError: generate: "temperature" must be within [0, ∞), got a string',
    ],
    ['no tokens', { maxOutputTokens: 0 }, 'RangeError: generate: "maxOutputTokens" must be a whole number'],
    ['more than everything', { topP: 1.5 }, 'RangeError: generate: "topP" must be within [0, 1], got 1.5'],
    ['half a token', { topK: 0.5 }, 'RangeError: generate: "topK" must be a whole number'],
    ['half a seed', { seed: 0.5 }, 'RangeError: generate: "seed" must be a whole number'],
    [
      'an endless penalty',
      { presencePenalty: NaN },
      'TypeError: generate: "presencePenalty" must be within (-∞, ∞), got NaN',
    ],
    [
      'a bare stop',
      { stopSequences: 'x' },
      'TypeError: generate: "stopSequences" must be an array of strings',
    ],
    ['numbers in place of stops', { stopSequences: [1] }, '"stopSequences" must be an array of strings'],
    ['one tool alone', { tools: {} }, 'TypeError: generate: "tools" must be an array, got an object'],
    [
      'a tool of no type',
      { tools: [{ name: 'x' }] },
      '"tools[0].type" must be one of "function", "provider"',
    ],
    [
      'a tool of no name',
      { tools: [{ type: 'function' }] },
      '"tools[0].name" must be a string, got undefined',
    ],
    ['a bare choice', { toolChoice: 'auto' }, '"toolChoice" must be an object, got a string'],
    [
      'an unknown format',
      { responseFormat: { type: 'xml' } },
      '"responseFormat.type" must be one of "text", "json"',
    ],
    ['an unknown effort', { reasoning: 'hard' }, '"reasoning" must be one of "provider-default", "none"'],
    ['headers in one text', { headers: 'a: b' }, '"headers" must be an object, got a string'],
    [
      'headers that not every model can read',
      { headers: new Headers({ a: 'b' }) },
      '"headers" must be a plain object; use Object.fromEntries(headers)',
    ],
    [
      'a header that is a number',
      { headers: { a: 1 } },
      '"headers" must have a string for each name, got a number for "a"',
    ],
    ['options of no vendor', { providerOptions: [] }, '"providerOptions" must be an object, got an array'],
    ['no messages', { messages: undefined }, 'generate: "messages" is missing'],
    [
      'an empty conversation',
      { messages: [] },
      '"messages" must be an array with at least one message, got an empty one',
    ],
    ['a hole in place of a message', { messages: [null] }, '"messages[0]" must be an object, got null'],
    [
      'an unknown role',
      { messages: [...messages, { role: 'developer', content: 'x' }] },
      '"messages[1].role" must be one of "system", "user", "assistant", "tool", got "developer"',
    ],
    [
      'a message without content',
      { messages: [{ role: 'user', content: null }] },
      'TypeError: generate: "messages[0].content" must be a string or an array of parts, got null',
    ],
    [
      'a system message in parts',
      { messages: [{ role: 'system', content: [] }] },
      '"messages[0].content" must be a string, got an array',
    ],
    [
      'a tool result that is a text',
      { messages: [{ role: 'tool', content: 'x' }] },
      '"messages[0].content" must be an array of parts, got a string',
    ],
    [
      'a part of no type',
      { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
      '"messages[0].content[0].type" must be one of "text", "file", got undefined',
    ],
    [
      'an image as another library has it',
      {
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.test' } }] }],
      },
      `TypeError: generate: "messages[0].content[0].type" is "image_url"; an image is { type: 'file', mediaType, data }`,
    ],
    [
      'a file that may be anything',
      { messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'image/png', data: 'iVBORw==' }] }] },
      '"messages[0].content[0].data" must be an object such as { type: "data", data } or { type: "url", url }, got a string',
    ],
    [
      'a file of no type',
      { messages: [{ role: 'user', content: [{ type: 'file', data: { type: 'data', data: 'iVBORw==' } }] }] },
      '"messages[0].content[0].mediaType" must be a string, got undefined',
    ],
    [
      'a file of a thought of no type',
      {
        messages: [
          {
            role: 'assistant',
            content: [{ type: 'reasoning-file', data: { type: 'data', data: 'iVBORw==' } }],
          },
        ],
      },
      '"messages[0].content[0].mediaType" must be a string, got undefined',
    ],
    [
      'a file without bytes',
      {
        messages: [{ role: 'user', content: [{ type: 'file', mediaType: 'image', data: { type: 'data' } }] }],
      },
      '"messages[0].content[0].data.data" must be bytes or base64, got undefined',
    ],
    [
      'a file of no address',
      {
        messages: [
          { role: 'user', content: [{ type: 'file', mediaType: 'image', data: { type: 'url', url: 1 } }] },
        ],
      },
      '"messages[0].content[0].data.url" must be an address, got 1',
    ],
    [
      'a call of nothing',
      { messages: [{ role: 'assistant', content: [{ type: 'tool-call', toolCallId: '1', input: {} }] }] },
      '"messages[0].content[0].toolName" must be a string, got undefined',
    ],
    [
      'a bare tool result',
      {
        messages: [
          { role: 'tool', content: [{ type: 'tool-result', toolCallId: '1', toolName: 'now', output: 'x' }] },
        ],
      },
      '"messages[0].content[0].output" must be an object, got a string',
    ],
    [
      'a tool result of the wrong role',
      { messages: [{ role: 'user', content: [{ type: 'tool-result' }] }] },
      '"messages[0].content[0].type" must be one of "text", "file", got "tool-result"',
    ],
    [
      'a text without text',
      { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      '"messages[0].content[0].text" must be a string, got undefined',
    ],
  ])('%s', async (_, settings, message) => {
    const { llm, asked } = scene({ a: {} })
    const request = { messages, ...settings } as ChatRequest
    const error = await rejection(llm.generate(request))
    expect(String(error)).toContain(message)
    expect(() => llm.stream(request)).toThrow(
      (error as Error).message.replace(/, schema$/, '').replace('generate:', 'stream:'),
    )
    expect(asked()).toEqual([])
  })

  it('nothing that the types allow', async () => {
    const { llm, drive } = scene({ a: {} })
    const request: ChatRequest = {
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hello' },
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: new Uint8Array([1]) } },
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'AQ==' } },
            { type: 'file', mediaType: 'image', data: { type: 'url', url: new URL('https://x.test/a.png') } },
            { type: 'file', mediaType: 'image', data: { type: 'url', url: 'https://x.test/a.png' } },
            { type: 'file', mediaType: 'image', data: { type: 'reference', reference: { a: 'file-1' } } },
            { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'Hi' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: '' },
            { type: 'reasoning-file', mediaType: 'image/png', data: { type: 'data', data: 'AQ==' } },
            { type: 'custom', kind: 'a.b' },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool-call', toolCallId: '1', toolName: 'now', input: {} }] },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: '1',
              toolName: 'now',
              output: { type: 'text', value: 'late' },
            },
            { type: 'tool-approval-response', approvalId: '2', approved: true },
          ],
        },
      ],
      maxOutputTokens: 5,
      temperature: 0,
      topP: 1,
      seed: -1,
      frequencyPenalty: -0.5,
      stopSequences: [],
      tools: [{ type: 'function', name: 'now', inputSchema: { type: 'object' } }],
      toolChoice: { type: 'auto' },
      responseFormat: { type: 'text' },
      reasoning: 'provider-default',
      headers: { 'x-own': 'y', 'x-none': undefined },
      topK: undefined,
    }
    expect(await drive(llm.generate(request))).toMatchObject({ provider: 'a', model: 'model-of-a' })
  })
})
