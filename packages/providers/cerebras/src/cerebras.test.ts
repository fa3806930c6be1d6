import { inspect } from 'node:util'
import { collect } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse, Fetch, ProviderError } from '@llm-balancer/provider'
import { recordingFetch } from '@llm-balancer/testing/conformance'
import { describe, expect, it } from 'vitest'
import { cerebras } from './cerebras.ts'

const messages = [{ role: 'user', content: 'hi' }] as const
const time = { queue_time: 0.003, total_time: 0.13 }
const answer = {
  choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }],
  time_info: time,
}

const ask = async (
  request: Partial<ChatRequest>,
): Promise<{ readonly body: object; readonly said: ChatResponse }> => {
  const fetch: Fetch = () => Promise.resolve(Response.json(answer))
  const said = await cerebras({ apiKey: 'k', model: 'gpt-oss-120b', fetch }).generate({
    messages,
    ...request,
  })
  return { body: said.request.body as object, said }
}

const refuse = (status: number, error: object, headers = {}): Promise<ProviderError> => {
  const fetch: Fetch = () => Promise.resolve(Response.json(error, { status, headers }))
  return cerebras({ apiKey: 'csk-planted', model: 'm', fetch })
    .generate({ messages })
    .then(
      () => expect.fail('no error'),
      (error: unknown) => error as ProviderError,
    )
}

describe('cerebras', () => {
  it('calls Cerebras’s API with the key as a bearer token', async () => {
    const { fetch, sent } = recordingFetch()
    const model = cerebras({ apiKey: 'k', model: 'gpt-oss-120b', fetch })
    expect(model).toMatchObject({ provider: 'cerebras', modelId: 'gpt-oss-120b' })
    await model.generate({ messages })
    await model.probe?.()
    expect(sent).toEqual([
      ['https://api.cerebras.ai/v1/chat/completions', 'Bearer k'],
      ['https://api.cerebras.ai/v1/models', 'Bearer k'],
    ])
  })

  it('refuses a missing key and an unknown setting by name', () => {
    const create = (wrong: object) => () => cerebras({ apiKey: 'k', model: 'm', ...wrong })
    expect(create({ apiKey: undefined })).toThrow('cerebras: "apiKey" is missing')
    expect(create({ name: 'x' })).toThrow('cerebras: unknown option "name"')
  })

  it('sends settings under its names', async () => {
    const { body, said } = await ask({ maxOutputTokens: 9, presencePenalty: 1, topK: 2 })
    expect(body).toEqual({ model: 'gpt-oss-120b', messages, max_completion_tokens: 9, presence_penalty: 1 })
    expect(said.warnings).toMatchObject([{ feature: 'topK' }])
  })

  it.each([
    ['none', 'none'],
    ['minimal', 'low'],
    ['medium', 'medium'],
    ['xhigh', 'high'],
    ['max', 'high'],
  ] as const)('sends the effort %s as %s', async (reasoning, word) => {
    const { body, said } = await ask({ reasoning })
    expect(body).toMatchObject({ reasoning_effort: word })
    expect(said.warnings).toHaveLength(reasoning === word ? 0 : 1)
  })

  it('sends earlier reasoning back, and takes images', async () => {
    const data = { type: 'data', data: 'QUJD' } as const
    const { body } = await ask({
      messages: [
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'hm' },
            { type: 'text', text: 'Hi' },
          ],
        },
        { role: 'user', content: [{ type: 'file', mediaType: 'image/png', data }] },
      ],
    })
    expect(body).toMatchObject({
      messages: [{ role: 'assistant', content: 'Hi', reasoning: 'hm' }, { content: [{ type: 'image_url' }] }],
    })
  })

  it('tells how long an answer took, whole and as a stream', async () => {
    expect((await ask({})).said.providerMetadata).toEqual({ cerebras: { time_info: time } })
    const chunk = {
      choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }],
      time_info: time,
    }
    const fetch: Fetch = () =>
      Promise.resolve(new Response(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`))
    const said = await collect(cerebras({ apiKey: 'k', model: 'm', fetch }).stream({ messages }))
    expect(said.providerMetadata).toEqual({ cerebras: { time_info: time } })
  })
})

describe('refusals of Cerebras', () => {
  const type = 'too_many_requests_error'

  it.each([
    [429, { type, param: 'queue', code: 'queue_exceeded' }, 'overloaded', 'target'],
    [429, { type, param: 'quota', code: 'request_quota_exceeded' }, 'rate-limit', 'key'],
    [429, { type, param: 'quota', code: 'token_quota_exceeded' }, 'rate-limit', 'key'],
    [429, { type, code: 'token_quota_exceeded', message: 'Tokens per day limit exceeded' }, 'quota', 'key'],
    [400, { code: 'wrong_api_key', param: 'api_key' }, 'auth', 'key'],
    [400, { code: 'message_queue_exceeded' }, 'bad-request', 'request'],
    [400, { code: 'queue_exceeded_by_tools' }, 'bad-request', 'request'],
    [503, {}, 'overloaded', 'target'],
  ])('%i %j is %s of the %s', async (status, error, kind, scope) => {
    expect(await refuse(status, error)).toMatchObject({ kind, scope, status })
  })

  it('say when to come back by the reset of the limit that is used up', async () => {
    const headers = {
      'x-ratelimit-remaining-requests-day': '10',
      'x-ratelimit-reset-requests-day': '33011.382867097855',
      'x-ratelimit-remaining-tokens-minute': '0',
      'x-ratelimit-reset-tokens-minute': '11.382867097854614',
    }
    const error = await refuse(429, { type, code: 'token_quota_exceeded' }, headers)
    expect(error.retryAfterMs).toBe(11_383)
  })

  it('show no key, however they are looked at', async () => {
    const error = await refuse(401, { message: 'Wrong API Key csk-planted', code: 'wrong_api_key' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('csk-planted')
  })
})
