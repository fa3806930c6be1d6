import { collect, toAssistantMessage } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse, Fetch, ProviderError } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { mistral, mistralEmbedding } from './mistral.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const answer = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

const ask = async (
  request: Partial<ChatRequest>,
): Promise<{ readonly body: Record<string, unknown>; readonly warnings: ChatResponse['warnings'] }> => {
  const fetch: Fetch = () => Promise.resolve(Response.json(answer))
  const { request: sent, warnings } = await mistral({ apiKey: 'k', model: 'm', fetch }).generate({
    messages,
    ...request,
  })
  return { body: sent.body as Record<string, unknown>, warnings }
}

const messagesOf = async (...asked: ChatRequest['messages']): Promise<unknown> =>
  (await ask({ messages: asked })).body['messages']

describe('mistral', () => {
  it("calls Mistral's API with the key as a bearer token, and probes with its models", async () => {
    const sent: unknown[] = []
    const fetch: Fetch = (url, { headers }) => {
      sent.push([url, headers])
      return Promise.resolve(Response.json(answer))
    }
    const model = mistral({ apiKey: 'k', model: 'mistral-medium-latest', fetch })
    expect(model).toMatchObject({ provider: 'mistral', modelId: 'mistral-medium-latest' })
    await model.generate({ messages })
    await model.probe?.()
    expect(sent).toEqual([
      [
        'https://api.mistral.ai/v1/chat/completions',
        { 'content-type': 'application/json', authorization: 'Bearer k' },
      ],
      ['https://api.mistral.ai/v1/models', { authorization: 'Bearer k' }],
    ])
  })

  it('refuses a setting that is missing or unknown, by name', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { apiKey: 'k', model: 'm', ...wrong }
      return () => mistral(all)
    }
    expect(create({ apiKey: undefined })).toThrow('mistral: "apiKey" is missing')
    expect(create({ safePrompt: true })).toThrow('mistral: unknown option "safePrompt"')
  })

  it('sends settings under its names', async () => {
    const { body, warnings } = await ask({
      maxOutputTokens: 9,
      seed: 1,
      topK: 2,
      presencePenalty: 1,
      reasoning: 'max',
    })
    expect(body).toEqual({
      model: 'm',
      messages,
      max_tokens: 9,
      random_seed: 1,
      presence_penalty: 1,
      reasoning_effort: 'xhigh',
    })
    expect(warnings).toMatchObject([
      { type: 'unsupported', feature: 'topK' },
      { type: 'compatibility', feature: 'reasoning', details: 'max is sent as xhigh' },
    ])
  })

  it('sends “any” for a forced tool, and a schema for JSON, which is strict where it fits', async () => {
    const inputSchema = { type: 'object' }
    const closed = { type: 'object', properties: {}, additionalProperties: false }
    const format = { type: 'json', name: 'sky' } as const
    const { body } = await ask({
      tools: [{ type: 'function', name: 't', inputSchema, strict: true }],
      toolChoice: { type: 'required' },
      responseFormat: { ...format, schema: closed },
    })
    expect(body).toMatchObject({
      tools: [{ type: 'function', function: { name: 't', parameters: inputSchema, strict: true } }],
      tool_choice: 'any',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'sky', schema: closed, strict: true },
      },
    })
    for (const strict of [undefined, false, true]) {
      const responseFormat = { ...format, schema: inputSchema, ...(strict === undefined ? {} : { strict }) }
      expect((await ask({ responseFormat })).body).toMatchObject({
        response_format: { json_schema: { schema: inputSchema, strict: strict ?? false } },
      })
    }
  })

  it('takes images, sound and documents, inline and by URL, and uploaded files', async () => {
    const file = (mediaType: string, data: object, filename?: string): object => ({
      type: 'file',
      mediaType,
      data,
      ...(filename === undefined ? {} : { filename }),
    })
    const atHand = { type: 'data', data: 'QUJD' }
    const elsewhere = { type: 'url', url: 'https://a.example/b' }
    const content = [
      file('image/png', atHand),
      file('image/png', elsewhere),
      file('audio/mpeg', atHand),
      file('audio/mpeg', elsewhere),
      file('application/pdf', atHand, 'a.pdf'),
      file('application/pdf', elsewhere),
      file('application/pdf', { type: 'reference', reference: { mistral: 'f-1' } }),
      file('video/mp4', atHand),
    ]
    const { body, warnings } = await ask({ messages: [{ role: 'user', content }] } as Partial<ChatRequest>)
    expect(body['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,QUJD' } },
          { type: 'image_url', image_url: { url: 'https://a.example/b' } },
          { type: 'input_audio', input_audio: 'QUJD' },
          { type: 'input_audio', input_audio: 'https://a.example/b' },
          {
            type: 'document_url',
            document_url: 'data:application/pdf;base64,QUJD',
            document_name: 'a.pdf',
          },
          { type: 'document_url', document_url: 'https://a.example/b' },
          { type: 'file', file_id: 'f-1' },
        ],
      },
    ])
    expect(warnings).toMatchObject([{ feature: 'file part of type video/mp4' }])
  })
})

describe('a conversation with Mistral', () => {
  it('from another vendor gets ids of nine letters and digits, and loses signatures', async () => {
    const signed = { anthropic: { signature: 'planted' } }
    const call = { toolCallId: 'toolu_01ABCdef', toolName: 't' }
    const sent = await messagesOf(
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'planted', providerOptions: signed },
          { type: 'reasoning', text: 'hm' },
          { type: 'reasoning', text: '', providerOptions: { anthropic: { redactedData: 'planted' } } },
          { type: 'tool-call', ...call, input: {} },
          { type: 'tool-call', ...call, toolCallId: 'D681PevKs', input: {} },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', ...call, output: { type: 'text', value: 'x' } }],
      },
    )
    expect(JSON.stringify(sent)).not.toContain('planted')
    const [asked, answered] = sent as [{ tool_calls: { id: string }[] }, { tool_call_id: string }]
    expect(asked).toMatchObject({
      content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }],
      tool_calls: [{}, { id: 'D681PevKs' }],
    })
    expect(asked.tool_calls[0]?.id).toMatch(/^[A-Za-z0-9]{9}$/)
    expect(answered.tool_call_id).toBe(asked.tool_calls[0]?.id)
  })

  it('has Mistral’s own reasoning sent back with its signature, whole or streamed', async () => {
    const thinking = [{ type: 'text', text: 'hm' }]
    const content = [
      { type: 'thinking', thinking, signature: 's' },
      { type: 'text', text: 'Hi' },
    ]
    const whole = { choices: [{ index: 0, message: { content }, finish_reason: 'stop' }] }
    const chunks = [
      ...content.map((part) => ({ choices: [{ index: 0, delta: { content: [part] } }] })),
      { choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }] },
    ]
    const events = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
    const streamed = events.map((data) => `data: ${data}\n\n`).join('')
    const modelOf = (response: () => Response): ReturnType<typeof mistral> =>
      mistral({ apiKey: 'k', model: 'm', fetch: () => Promise.resolve(response()) })
    for (const said of [
      await modelOf(() => Response.json(whole)).generate({ messages }),
      await collect(modelOf(() => new Response(streamed)).stream({ messages })),
    ]) {
      expect(said.content).toMatchObject([{ type: 'reasoning', text: 'hm' }, { text: 'Hi' }])
      const [back] = (await messagesOf(toAssistantMessage(said), ...messages)) as unknown[]
      expect(back).toEqual({ role: 'assistant', content })
    }
  })

  it('may end with a begun answer to continue', async () => {
    expect(await messagesOf(...messages, { role: 'assistant', content: 'Once' })).toEqual([
      ...messages,
      { role: 'assistant', content: 'Once', prefix: true },
    ])
  })

  it('may have images in results of tools', async () => {
    const data = { type: 'data', data: 'iVBORw0KGgo=' } as const
    const output = { type: 'content', value: [{ type: 'file', mediaType: 'image/png', data }] } as const
    const [result] = (await messagesOf({
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'D681PevKs', toolName: 't', output }],
    })) as unknown[]
    expect(result).toMatchObject({
      role: 'tool',
      tool_call_id: 'D681PevKs',
      content: [{ type: 'image_url' }],
    })
  })

  it('is streamed without asking for usage', async () => {
    const sent: unknown[] = []
    const fetch: Fetch = (_, { body }) => {
      sent.push(JSON.parse(body as string))
      return Promise.resolve(new Response(''))
    }
    await expect(
      collect(mistral({ apiKey: 'k', model: 'm', fetch }).stream({ messages })),
    ).rejects.toMatchObject({ kind: 'stream-interrupted' })
    expect(sent).toEqual([{ model: 'm', messages, stream: true }])
  })
})

describe('refusals of Mistral', () => {
  const refuse = (status: number, body: object): Promise<ProviderError> => {
    const fetch: Fetch = () =>
      Promise.resolve(Response.json(body, { status, headers: { 'mistral-correlation-id': 'c-1' } }))
    return mistral({ apiKey: 'k', model: 'm', fetch })
      .generate({ messages })
      .then(
        () => expect.fail('no error'),
        (error: unknown) => error as ProviderError,
      )
  }
  const error = (code: string, type: string, message = 'No.'): object => ({
    object: 'error',
    message,
    type,
    code,
  })

  it.each([
    [429, error('1300', 'rate_limited'), 'rate-limit', 'key'],
    [429, error('1301', 'rate_limited', 'Monthly usage limit reached'), 'quota', 'key'],
    [402, { message: 'The usage limit of this key is reached' }, 'quota', 'key'],
    [429, { message: 'You are over your quota' }, 'quota', 'key'],
    [429, error('3505', 'service_tier_capacity_exceeded'), 'overloaded', 'target'],
    [500, { code: '3505' }, 'overloaded', 'target'],
    [422, { type: 'invalid_model' }, 'model-not-found', 'target'],
    [503, error('3505', 'service_tier_capacity_exceeded'), 'overloaded', 'target'],
    [429, { message: 'Service tier capacity exceeded for this model.' }, 'overloaded', 'target'],
    [400, error('1500', 'invalid_model'), 'model-not-found', 'target'],
    [400, { code: '11300' }, 'bad-request', 'request'],
    [400, { code: '13001' }, 'bad-request', 'request'],
    [400, { code: '13505' }, 'bad-request', 'request'],
    [400, { code: '35051' }, 'bad-request', 'request'],
    [400, { code: '11500' }, 'bad-request', 'request'],
    [400, { code: '15001' }, 'bad-request', 'request'],
    [400, { code: '13051' }, 'bad-request', 'request'],
    [400, { code: '30511' }, 'bad-request', 'request'],
    [400, error('3051', 'invalid_request_prompt'), 'context-length', 'request'],
    [400, error('3230', 'invalid_request_message_order'), 'bad-request', 'request'],
    [401, { detail: 'Unauthorized' }, 'auth', 'key'],
    [403, error('1904', 'tier_not_allowed'), 'permission', 'key'],
    [
      422,
      { detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'] }] },
      'bad-request',
      'request',
    ],
    [429, { message: 'Requests rate limit exceeded' }, 'rate-limit', 'key'],
    [429, { message: 'Rate limit exceeded. More is on offer on the billing page.' }, 'rate-limit', 'key'],
  ])('%i %j is %s of the %s', async (status, body, kind, scope) => {
    expect(await refuse(status, body)).toMatchObject({ kind, scope, status, requestId: 'c-1' })
  })
})

describe('mistralEmbedding', () => {
  it('sends the length of vectors as output_dimension', async () => {
    const fetch: Fetch = () => Promise.resolve(Response.json({ data: [{ embedding: [1, 2] }] }))
    const model = mistralEmbedding({ apiKey: 'k', model: 'codestral-embed', fetch })
    expect(model.maxEmbeddingsPerCall).toBe(256)
    const { request, embeddings } = await model.embed({ values: ['a'], dimensions: 2 })
    expect(embeddings).toEqual([[1, 2]])
    expect(request).toEqual({
      url: 'https://api.mistral.ai/v1/embeddings',
      body: { model: 'codestral-embed', input: ['a'], output_dimension: 2 },
    })
  })
})
