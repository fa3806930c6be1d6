import type { ChatRequest, JsonObject } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../dialect.ts'
import { requestBody } from './request-body.ts'

const bodyOf = (
  request: Partial<ChatRequest>,
  dialect: Partial<Dialect> = {},
  stream = false,
): ReturnType<typeof requestBody> =>
  requestBody({
    modelId: 'm',
    request: { messages: [{ role: 'user', content: 'hi' }], ...request },
    dialect: { provider: 'acme', ...dialect },
    stream,
  })

const messagesOf = (messages: ChatRequest['messages'], dialect: Partial<Dialect> = {}): unknown =>
  (bodyOf({ messages }, dialect).body as { messages: unknown }).messages

const unsupported = (feature: string, details?: string): object => ({
  type: 'unsupported',
  feature,
  ...(details === undefined ? {} : { details }),
})

describe('settings', () => {
  it('are sent under their usual names, and what is left out is not sent', () => {
    expect(bodyOf({})).toEqual({
      body: { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
      warnings: [],
    })
    const request = {
      maxOutputTokens: 9,
      temperature: 0,
      topP: 0.5,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      stopSequences: ['END'],
      seed: 0,
      reasoning: 'low',
    } as const
    expect(bodyOf(request).body).toMatchObject({
      max_tokens: 9,
      temperature: 0,
      top_p: 0.5,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      stop: ['END'],
      seed: 0,
      reasoning_effort: 'low',
    })
  })

  it('are not sent when they ask for nothing', () => {
    const request = { stopSequences: [], reasoning: 'provider-default', temperature: undefined } as const
    expect(Object.keys(bodyOf(request).body)).toEqual(['model', 'messages'])
  })

  it('the format does not know become a warning, unless the dialect has a name for them', () => {
    expect(bodyOf({ topK: 5 })).toMatchObject({ warnings: [unsupported('topK')] })
    expect(bodyOf({ topK: 5 }).body).not.toHaveProperty('top_k')
    const { body, warnings } = bodyOf(
      { topK: 5, seed: 1 },
      { rename: { top_k: 'top_k', seed: 'random_seed' } },
    )
    expect(body).toMatchObject({ top_k: 5, random_seed: 1 })
    expect(warnings).toEqual([])
  })

  it('the model refuses become a warning with the reason', () => {
    const refused: Dialect['refused'] = ({ temperature }) =>
      temperature === undefined ? {} : { temperature: 'it is always 1' }
    const { body, warnings } = bodyOf({ temperature: 0.5, seed: 1 }, { refused })
    expect(body).not.toHaveProperty('temperature')
    expect(warnings).toEqual([unsupported('temperature', 'it is always 1')])
  })

  it('use the vendor’s words for reasoning efforts, with a warning where these differ', () => {
    const efforts: Dialect['efforts'] = { minimal: 'low', none: { thinking: { type: 'disabled' } } }
    expect(bodyOf({ reasoning: 'high' }, { efforts })).toMatchObject({
      body: { reasoning_effort: 'high' },
      warnings: [],
    })
    expect(bodyOf({ reasoning: 'minimal' }, { efforts })).toMatchObject({
      body: { reasoning_effort: 'low' },
      warnings: [{ type: 'compatibility', feature: 'reasoning', details: 'minimal is sent as low' }],
    })
    const off = bodyOf({ reasoning: 'none' }, { efforts })
    expect(off).toMatchObject({ body: { thinking: { type: 'disabled' } }, warnings: [] })
    expect(off.body).not.toHaveProperty('reasoning_effort')
  })

  it('lie over the fields the vendor always wants', () => {
    const extraBody: Dialect['extraBody'] = ({ safe }) => (safe === undefined ? { temperature: 9, n: 1 } : {})
    expect(bodyOf({ temperature: 1 }, { extraBody }).body).toMatchObject({ temperature: 1, n: 1 })
    const providerOptions = { acme: { safe: true } }
    expect(bodyOf({ providerOptions }, { extraBody }).body).not.toHaveProperty('n')
  })

  it('have own options of any name with them, which are no prototype of the body', () => {
    const own = JSON.parse('{"__proto__":{"planted":1},"user":"u"}') as JsonObject
    const { body } = bodyOf({ providerOptions: { acme: own } })
    expect(JSON.stringify(body)).toContain('"__proto__":{"planted":1},"user":"u"}')
    expect(body).not.toHaveProperty('planted')
  })

  it("are overruled by the provider's own options, verbatim; others' are ignored", () => {
    const providerOptions = {
      acme: { temperature: 2, logit_bias: { '5': 1 }, stream_options: null },
      other: { n: 2 },
    }
    const { body } = bodyOf({ temperature: 1, providerOptions }, {}, true)
    expect(body).toMatchObject({ temperature: 2, logit_bias: { '5': 1 }, stream_options: null })
    expect(body).not.toHaveProperty('n')
  })

  it('of a stream ask for its usage, where the vendor takes that', () => {
    expect(bodyOf({}, {}, true).body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
    expect(bodyOf({}, { streamUsage: false }, true).body).not.toHaveProperty('stream_options')
  })
})

describe('messages', () => {
  it('may be plain strings, or single text parts', () => {
    expect(
      messagesOf([
        { role: 'system', content: 'be brief' },
        { role: 'user', content: [{ type: 'text', text: 'hi' }] },
        { role: 'assistant', content: 'hello' },
      ]),
    ).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'hello' },
    ])
  })

  it('carry images, sound, documents and uploaded files', () => {
    const file = (mediaType: string, data: object): object => ({ type: 'file', mediaType, data })
    const png = 'iVBORw0KGgo='
    const content = [
      { type: 'text', text: 'look' },
      file('image', { type: 'data', data: png }),
      file('image/webp', { type: 'data', data: new Uint8Array([65, 66, 67]) }),
      file('image/*', { type: 'url', url: new URL('https://a.example/b.png') }),
      file('audio/mpeg', { type: 'data', data: 'QUJD' }),
      file('application/pdf', { type: 'data', data: 'QUJD' }),
      file('application/pdf', { type: 'reference', reference: { acme: 'file-1' } }),
      file('text/plain', { type: 'text', text: 'a note' }),
    ]
    expect(messagesOf([{ role: 'user', content }] as ChatRequest['messages'])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } },
          { type: 'image_url', image_url: { url: 'data:image/webp;base64,QUJD' } },
          { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
          { type: 'input_audio', input_audio: { data: 'QUJD', format: 'mp3' } },
          {
            type: 'file',
            file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,QUJD' },
          },
          { type: 'file', file: { file_id: 'file-1' } },
          { type: 'text', text: 'a note' },
        ],
      },
    ])
  })

  it('say how closely an image is looked at inside of it, and other options over it', () => {
    const image = (own: object, mediaType = 'image/png'): object => ({
      ...{ type: 'file', mediaType, data: { type: 'url', url: `data:${mediaType};base64,QUJD` } },
      providerOptions: { acme: own, other: { detail: 'high' } },
    })
    const content = [image({ detail: 'low', x: 1 }), image({ x: 1 }), image({ detail: 'low' }, 'audio/wav')]
    const url = 'data:image/png;base64,QUJD'
    expect(messagesOf([{ role: 'user', content }] as ChatRequest['messages'])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url, detail: 'low' }, x: 1 },
          { type: 'image_url', image_url: { url }, x: 1 },
          { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' }, detail: 'low' },
        ],
      },
    ])
  })

  it('carry files behind data: addresses, and texts written out', () => {
    const file = (mediaType: string, url: string): object => ({
      type: 'file',
      mediaType,
      data: { type: 'url', url },
    })
    const content = [
      file('image/*', 'data:image/png;base64,iVBORw0KGgo='),
      file('audio/wav', 'data:audio/wav;base64,QUJD'),
      file('application/pdf', 'data:application/pdf;base64,QUJD'),
      { type: 'file', mediaType: 'text/markdown', data: { type: 'data', data: 'w6Q=' } },
    ]
    expect(messagesOf([{ role: 'user', content }] as ChatRequest['messages'])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          { type: 'input_audio', input_audio: { data: 'QUJD', format: 'wav' } },
          {
            type: 'file',
            file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,QUJD' },
          },
          { type: 'text', text: 'ä' },
        ],
      },
    ])
  })

  it('carry files the way of the vendor', () => {
    const filePart: Dialect['filePart'] = ({ url }) =>
      url === undefined ? undefined : { type: 'media', address: url }
    const at = (data: object): object => ({ type: 'file', mediaType: 'video/mp4', data })
    const content = [
      at({ type: 'url', url: 'https://a.example/b.mp4' }),
      at({ type: 'reference', reference: { acme: 'f-1' } }),
    ]
    const messages = [{ role: 'user', content }] as ChatRequest['messages']
    expect(bodyOf({ messages }, { filePart })).toMatchObject({
      body: { messages: [{ content: [{ type: 'media', address: 'https://a.example/b.mp4' }] }] },
      warnings: [unsupported('file part of type video/mp4', 'left out of the message')],
    })
  })

  it('leave out files the format has no place for, with a warning', () => {
    const data = { type: 'data', data: 'QUJD' } as const
    const file = { type: 'file', mediaType: 'video/mp4', data } as const
    const { body, warnings } = bodyOf({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }, file] }],
    })
    expect(body).toMatchObject({ messages: [{ content: 'hi' }] })
    expect(warnings).toEqual([unsupported('file part of type video/mp4', 'left out of the message')])
  })

  it('carry tool calls and their results', () => {
    const call = { type: 'tool-call', toolCallId: 'call-1', toolName: 'weather' } as const
    const result = { type: 'tool-result', toolCallId: 'call-1', toolName: 'weather' } as const
    const toolCallId = (id: string): string => id.replace('-', '')
    expect(
      messagesOf(
        [
          { role: 'assistant', content: [{ ...call, input: { city: 'Oslo' } }] },
          {
            role: 'assistant',
            content: [
              { type: 'text', text: 'Well' },
              { ...call, input: '{"city":"Rome"}' },
            ],
          },
          {
            role: 'tool',
            content: [
              { ...result, output: { type: 'text', value: 'rain' } },
              { ...result, output: { type: 'json', value: { sky: 'grey' } } },
              { ...result, output: { type: 'error-text', value: 'no' } },
              { ...result, output: { type: 'execution-denied' } },
              { ...result, output: { type: 'content', value: [{ type: 'text', text: 'parts' }] } },
            ],
          },
        ],
        { toolCallId },
      ),
    ).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        ],
      },
      {
        role: 'assistant',
        content: 'Well',
        tool_calls: [
          { id: 'call1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call1', content: 'rain' },
      { role: 'tool', tool_call_id: 'call1', content: '{"sky":"grey"}' },
      { role: 'tool', tool_call_id: 'call1', content: 'no' },
      { role: 'tool', tool_call_id: 'call1', content: 'The user did not allow this tool to run.' },
      { role: 'tool', tool_call_id: 'call1', content: 'parts' },
    ])
  })

  it('give ids of tool calls that OpenAI would not take others, always the same ones', () => {
    const idsOf = (id: string): unknown[] => {
      const call = { type: 'tool-call', toolCallId: id, toolName: 'a', input: {} } as const
      const output = { type: 'text', value: 'b' } as const
      const [asked, answered] = messagesOf([
        { role: 'assistant', content: [call] },
        { role: 'tool', content: [{ type: 'tool-result', toolCallId: id, toolName: 'a', output }] },
      ]) as [{ tool_calls: { id: string }[] }, { tool_call_id: string }]
      return [asked.tool_calls[0]?.id, answered.tool_call_id]
    }
    for (const id of ['call_1', 'functions.weather:0', 'x'.repeat(40)]) expect(idsOf(id)).toEqual([id, id])
    const [fitted, again] = idsOf('x'.repeat(41))
    expect(fitted).toMatch(/^[A-Za-z0-9]{10}$/)
    expect(again).toBe(fitted)
    expect(idsOf('x'.repeat(42))[0]).not.toBe(fitted)
    expect(idsOf('with space')[0]).toMatch(/^[A-Za-z0-9]{10}$/)
  })

  it('carry files in results of tools where the vendor takes them', () => {
    const data = { type: 'data', data: 'iVBORw0KGgo=' } as const
    const output = {
      type: 'content',
      value: [
        { type: 'text', text: 'look' },
        { type: 'file', mediaType: 'image/png', data },
        { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: ' here' } },
      ],
    } as const
    const part = { type: 'tool-result', toolCallId: 'c', toolName: 'camera', output } as const
    const messages = [{ role: 'tool', content: [part] }] as const
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }
    expect(messagesOf(messages, { filesInToolResults: true })).toMatchObject([
      { content: [{ type: 'text', text: 'look' }, image, { type: 'text', text: ' here' }] },
    ])
    expect(bodyOf({ messages })).toMatchObject({
      body: { messages: [{ content: 'look here' }] },
      warnings: [unsupported('file part of type image/png', 'left out of the message')],
    })
  })

  it('send reasoning of earlier answers back to the place that the vendor has for it', () => {
    const own = { acme: { signature: 's' }, other: { signature: 't' } }
    const content = [
      { type: 'reasoning', text: 'hm', providerOptions: own },
      { type: 'reasoning', text: '' },
      { type: 'text', text: 'Hi' },
    ] as const
    const messages = [{ role: 'assistant', content }] as const
    for (const reasoningInput of ['reasoning', 'reasoning_content'] as const) {
      expect(bodyOf({ messages }, { reasoningInput })).toMatchObject({
        body: { messages: [{ role: 'assistant', content: 'Hi', [reasoningInput]: 'hm' }] },
        warnings: [],
      })
    }
    const thinking = [{ type: 'text', text: 'hm' }]
    expect(messagesOf(messages, { reasoningInput: 'content' })).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking, signature: 's' },
          { type: 'text', text: 'Hi' },
        ],
      },
    ])
  })

  it("leave reasoning out that carries only other vendors' words", () => {
    const content = [
      { type: 'reasoning', text: 'planted', providerOptions: { other: { signature: 's' } } },
      { type: 'reasoning', text: 'hm', providerOptions: {} },
    ] as const
    const messages = [{ role: 'assistant', content }] as const
    expect(bodyOf({ messages }, { reasoningInput: 'reasoning' })).toMatchObject({
      body: { messages: [{ role: 'assistant', content: '', reasoning: 'hm' }] },
      warnings: [unsupported('reasoning part of an assistant message', 'left out of the message')],
    })
  })

  it('leave reasoning of earlier answers out, with one warning, where it does not', () => {
    const content = [{ type: 'reasoning', text: 'hm' } as const, { type: 'text', text: 'hi' } as const]
    const message = { role: 'assistant', content } as const
    const { body, warnings } = bodyOf({ messages: [message, message] })
    expect(body).toMatchObject({ messages: [{ content: 'hi' }, { content: 'hi' }] })
    expect(warnings).toEqual([
      unsupported('reasoning part of an assistant message', 'left out of the message'),
    ])
  })

  it('send a refusal back as one, but only to the vendor it came from', () => {
    const content = [{ type: 'text', text: 'No.', providerOptions: { acme: { refusal: true } } }] as const
    const messages = [{ role: 'assistant', content }] as const
    expect(messagesOf(messages)).toEqual([{ role: 'assistant', content: '', refusal: 'No.' }])
    expect(messagesOf(messages, { provider: 'other' })).toEqual([{ role: 'assistant', content: 'No.' }])
  })

  it('have instructions in the role of the vendor, and mark an answer that has been begun', () => {
    const messages = [
      { role: 'system', content: 's' },
      { role: 'assistant', content: 'a' },
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'b' },
    ] as const
    expect(messagesOf(messages, { systemRole: 'developer', prefill: { prefix: true } })).toEqual([
      { role: 'developer', content: 's' },
      { role: 'assistant', content: 'a' },
      { role: 'user', content: 'u' },
      { role: 'assistant', content: 'b', prefix: true },
    ])
  })

  it("take the provider's own options of a message and a part, verbatim", () => {
    const own = { providerOptions: { acme: { cache: true }, other: { x: 1 } } }
    expect(
      messagesOf([
        { role: 'system', content: 's', ...own },
        { role: 'user', content: [{ type: 'text', text: 'hi', ...own }] },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'a', ...own },
            { type: 'tool-call', toolCallId: 'c', toolName: 't', input: undefined, ...own },
          ],
        },
        {
          role: 'tool',
          content: [
            {
              type: 'tool-result',
              toolCallId: 'c',
              toolName: 't',
              output: { type: 'text', value: 'b', providerOptions: { acme: { name: 't' } } },
              ...own,
            },
          ],
        },
      ]),
    ).toEqual([
      { role: 'system', content: 's', cache: true },
      { role: 'user', content: [{ type: 'text', text: 'hi', cache: true }] },
      {
        role: 'assistant',
        content: [{ type: 'text', text: 'a', cache: true }],
        tool_calls: [{ id: 'c', type: 'function', function: { name: 't', arguments: '{}' }, cache: true }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'b', name: 't', cache: true },
    ])
  })
})

describe('tools and formats', () => {
  const inputSchema = { type: 'object', properties: {} }
  const weather = {
    type: 'function',
    name: 'weather',
    description: 'the sky',
    inputSchema,
    strict: true,
  } as const

  it('offer functions and choose among them', () => {
    const { body } = bodyOf({ tools: [weather], toolChoice: { type: 'tool', toolName: 'weather' } })
    expect(body).toMatchObject({
      tools: [
        {
          type: 'function',
          function: { name: 'weather', description: 'the sky', parameters: inputSchema, strict: true },
        },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
    })
    expect(bodyOf({ tools: [weather], toolChoice: { type: 'required' } }).body).toMatchObject({
      tool_choice: 'required',
    })
    expect(bodyOf({ tools: [weather] }).body).not.toHaveProperty('tool_choice')
  })

  it('ask for any tool in the word of the vendor, and give tools its own options', () => {
    const tools = [{ ...weather, providerOptions: { acme: { cache: true } } }]
    const { body } = bodyOf({ tools, toolChoice: { type: 'required' } }, { anyTool: 'any' })
    expect(body).toMatchObject({ tools: [{ type: 'function', cache: true }], tool_choice: 'any' })
    expect(bodyOf({ tools, toolChoice: { type: 'none' } }, { anyTool: 'any' }).body).toMatchObject({
      tool_choice: 'none',
    })
  })

  it('have no place for examples of input', () => {
    const tools = [{ ...weather, inputExamples: [{ input: { city: 'Oslo' } }] }]
    expect(bodyOf({ tools }).warnings).toEqual([unsupported('inputExamples')])
  })

  it("warn of other vendors' tools and of a choice among none", () => {
    const search = { type: 'provider', id: 'acme.search', name: 'search', args: {} } as const
    const { body, warnings } = bodyOf({ tools: [search], toolChoice: { type: 'required' } })
    expect(Object.keys(body)).toEqual(['model', 'messages'])
    expect(warnings).toEqual([
      unsupported('tool acme.search'),
      unsupported('toolChoice', 'there is no tool to choose'),
    ])
    const warningsOf = (toolChoice: ChatRequest['toolChoice']): unknown => bodyOf({ toolChoice }).warnings
    expect(warningsOf({ type: 'tool', toolName: 'search' })).toEqual([
      unsupported('toolChoice', 'there is no tool to choose'),
    ])
    for (const type of ['auto', 'none'] as const) expect(warningsOf({ type })).toEqual([])
  })

  it('ask for JSON, with a schema or without', () => {
    expect(bodyOf({ responseFormat: { type: 'json' } }).body).toMatchObject({
      response_format: { type: 'json_object' },
    })
    expect(bodyOf({ responseFormat: { type: 'json', schema: inputSchema, name: 'sky' } }).body).toMatchObject(
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'sky', schema: inputSchema, strict: false },
        },
      },
    )
    expect(bodyOf({ responseFormat: { type: 'text' } }).body).not.toHaveProperty('response_format')
  })

  it.each([
    ['a schema that fits', { ...inputSchema, additionalProperties: false }, undefined, true],
    ['one that does not', inputSchema, undefined, false],
    ['one that does not, as it is told', inputSchema, true, true],
    ['one that fits, as it is told', { ...inputSchema, additionalProperties: false }, false, false],
  ])('ask for strict JSON of %s: %o, %j', (_, schema, strict, expected) => {
    const format = { type: 'json', schema, ...(strict === undefined ? {} : { strict }) } as const
    expect(bodyOf({ responseFormat: format }).body).toMatchObject({
      response_format: { json_schema: { strict: expected } },
    })
  })
})
