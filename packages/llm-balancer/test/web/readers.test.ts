import Anthropic from '@anthropic-ai/sdk'
import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import type { ChatRequest, LLMBalancer } from '../../src/index.ts'
import { toResponse, type WebOptions } from '../../src/web/index.ts'
import { webScene } from './servers.ts'

const usage = { inputTokens: 7, outputTokens: 3 }
const toolCalls = [{ id: 'call_1', name: 'weather', input: { city: 'Bern' } }]
const reply = { chunks: ['Hel', 'lo'], reasoning: 'Hm.', toolCalls, usage }
const weather = { type: 'function', name: 'weather', inputSchema: { type: 'object' } } as const
const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }], tools: [weather] }

/** The `fetch` of a client whose server is one call of `toResponse`. */
const fetchOf =
  (llm: LLMBalancer, options: WebOptions) =>
  async (_url: unknown, init?: RequestInit): Promise<Response> =>
    toResponse(llm.stream(request), {
      ...options,
      ...(init?.signal instanceof AbortSignal ? { signal: init.signal } : {}),
    })
const wholeFetch = (llm: LLMBalancer, options: WebOptions) => async (): Promise<Response> =>
  toResponse(llm.generate(request), options)
const readAll = async <Value>(stream: AsyncIterable<Value>): Promise<Value[]> => {
  const values: Value[] = []
  for await (const value of stream) values.push(value)
  return values
}
const openai = (fetch: typeof globalThis.fetch): OpenAI => new OpenAI({ apiKey: 'k', fetch, maxRetries: 0 })
const claude = (fetch: typeof globalThis.fetch): Anthropic =>
  new Anthropic({ apiKey: 'k', fetch, maxRetries: 0 })
const asked = { model: 'any', messages: [{ role: 'user' as const, content: 'Hello' }] }

describe('the genuine client of OpenAI', () => {
  const format = { format: 'openai', includeUsage: true } as const

  it('reads a streamed answer, with its tool call and its tokens', async () => {
    const { llm } = await webScene({ reply })
    const stream = openai(fetchOf(llm, format)).chat.completions.stream(asked)
    const { choices, usage: used, model } = await stream.finalChatCompletion()
    expect(choices[0]?.message.content).toBe('Hello')
    expect(choices[0]?.message.tool_calls?.[0]).toMatchObject({
      function: { name: 'weather', arguments: '{"city":"Bern"}' },
    })
    expect([choices[0]?.finish_reason, used?.total_tokens, model]).toEqual(['tool_calls', 10, 'm'])
  })

  it('reads a whole answer', async () => {
    const { llm } = await webScene({ reply: 'Hello' })
    const answer = await openai(wholeFetch(llm, format)).chat.completions.create(asked)
    expect(answer.choices[0]?.message.content).toBe('Hello')
  })

  it('throws its own error for a refusal, which says nothing about targets', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').outage('auth')
    fake.target('b').outage('auth')
    const error = await openai(fetchOf(llm, format))
      .chat.completions.create(asked)
      .catch((one: unknown) => one)
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({
      status: 503,
      code: 'auth',
      message: '503 no model can answer at present, try again later',
    })
  })

  it('throws its own error for a stream that breaks', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 1 }])
    const stream = await openai(fetchOf(llm, format)).chat.completions.create({ ...asked, stream: true })
    const reading = readAll(stream)
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError)
    await expect(reading).rejects.toMatchObject({ code: 'stream_interrupted' })
  })
})

describe('the genuine client of Anthropic', () => {
  const format = { format: 'anthropic' } as const
  const message = { ...asked, max_tokens: 100 }

  it('reads a streamed answer, with its tool call and its tokens', async () => {
    const { llm } = await webScene({ reply })
    const answer = await claude(fetchOf(llm, format)).messages.stream(message).finalMessage()
    expect(
      answer.content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking'),
    ).toMatchObject([
      { type: 'text', text: 'Hello' },
      { type: 'tool_use', name: 'weather', input: { city: 'Bern' } },
    ])
    expect([answer.stop_reason, answer.usage.output_tokens]).toEqual(['tool_use', 3])
  })

  it('reads a whole answer', async () => {
    const { llm } = await webScene({ reply: 'Hello' })
    const answer = await claude(wholeFetch(llm, format)).messages.create(message)
    expect(answer.content).toMatchObject([{ type: 'text', text: 'Hello' }])
  })

  it('throws its own error for a rate limit, with when to come back', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').outage({ fault: 'rate-limit', retryAfterMs: 90_000 })
    fake.target('b').outage({ fault: 'rate-limit', retryAfterMs: 90_000 })
    const error = await claude(fetchOf(llm, format))
      .messages.create(message)
      .catch((one: unknown) => one)
    expect(error).toBeInstanceOf(Anthropic.RateLimitError)
    expect(Number((error as InstanceType<typeof Anthropic.RateLimitError>).headers?.get('retry-after'))).toBe(
      90,
    )
  })

  it('throws its own error for a stream that breaks', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 1 }])
    const stream = claude(fetchOf(llm, format)).messages.stream(message)
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError)
  })
})

describe('the genuine reader of the AI SDK', () => {
  const userMessage: UIMessage = { id: 'u', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }
  const send = async (fetch: typeof globalThis.fetch): Promise<ReadableStream<UIMessageChunk>> =>
    new DefaultChatTransport({ fetch }).sendMessages({
      chatId: 'c',
      messageId: undefined,
      messages: [userMessage],
      trigger: 'submit-message',
      abortSignal: undefined,
    })
  const lastMessage = async (stream: ReadableStream<UIMessageChunk>): Promise<UIMessage | undefined> => {
    const messages = await readAll(readUIMessageStream({ stream, terminateOnError: true }))
    return messages.at(-1)
  }

  it('reads text and a tool call as the parts of one message', async () => {
    const { llm } = await webScene({ reply })
    const message = await lastMessage(await send(fetchOf(llm, { format: 'ui-message' })))
    expect(message?.role).toBe('assistant')
    expect(message?.id).toMatch(/^msg_[a-z0-9]{24}$/)
    expect(message?.parts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'text', text: 'Hello', state: 'done' }),
        expect.objectContaining({
          type: 'tool-weather',
          state: 'input-available',
          input: { city: 'Bern' },
        }),
      ]),
    )
  })

  it('is told by the header which version of the protocol it is', async () => {
    const { llm } = await webScene()
    const response = await toResponse(llm.stream(request), { format: 'ui-message' })
    expect(response.headers.get('x-vercel-ai-ui-message-stream')).toBe('v1')
    expect((await response.text()).endsWith('data: [DONE]\n\n')).toBe(true)
  })

  it('reads a whole answer in the same form', async () => {
    const { llm } = await webScene({ reply: 'Hello' })
    const message = await lastMessage(await send(wholeFetch(llm, { format: 'ui-message' })))
    expect(message?.parts).toEqual(expect.arrayContaining([expect.objectContaining({ text: 'Hello' })]))
  })

  it('forgets what a target has said that broke, when another one begins anew', async () => {
    const { llm, fake } = await webScene({ reply: 'wrong' })
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 1 }])
    fake.target('b').update({ reply: 'right' })
    const fetch = async (): Promise<Response> =>
      toResponse(llm.stream(request, { onInterrupted: 'restart' }), { format: 'ui-message' })
    const message = await lastMessage(await send(fetch))
    expect(message?.parts).toEqual([
      { type: 'step-start' },
      expect.objectContaining({ type: 'text', text: 'right' }),
    ])
  })

  it('throws for a stream that breaks, with a sentence that says nothing about targets', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 1 }])
    const stream = await send(fetchOf(llm, { format: 'ui-message' }))
    await expect(lastMessage(stream)).rejects.toThrow('the answer failed')
  })

  it('throws for a refusal, with the body that says why', async () => {
    const { llm, fake } = await webScene()
    fake.target('a').outage('overloaded')
    fake.target('b').outage('overloaded')
    await expect(send(fetchOf(llm, { format: 'ui-message' }))).rejects.toThrow('"kind":"overloaded"')
  })
})
