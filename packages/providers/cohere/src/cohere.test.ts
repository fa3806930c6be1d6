import { inspect } from 'node:util'
import { ProviderError } from '@llm-balancer/provider'
import type { AttemptFacts, ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { cohere, cohereEmbedding } from './index.ts'
import type { CohereSettings } from './index.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'the planted prompt' }] }
const answer = {
  id: 'm1',
  finish_reason: 'COMPLETE',
  message: { content: [{ type: 'text', text: 'Hello' }] },
}

/** A model whose requests get `response` and are recorded. */
const modelOf = (
  settings: Partial<CohereSettings> = {},
  response: () => Response = () => Response.json(answer),
) => {
  const sent: { url: string; method: string | undefined; headers: unknown }[] = []
  const model = cohere({
    apiKey: 'planted-key',
    model: 'command-a-plus-05-2026',
    fetch: (url, { headers, method }) => {
      sent.push({ url, method, headers })
      return Promise.resolve(response())
    },
    ...settings,
  })
  return { model, sent }
}

describe('cohere', () => {
  it('sends the key in its header, and reads the answer', async () => {
    const { model, sent } = modelOf({ apiKey: () => Promise.resolve('token') })
    expect(model).toMatchObject({ provider: 'cohere', modelId: 'command-a-plus-05-2026' })
    expect((await model.generate(request)).text).toBe('Hello')
    expect(sent).toEqual([
      {
        url: 'https://api.cohere.com/v2/chat',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
      },
    ])
  })

  it.each([
    ['https://api.cohere.ai/v1', 'https://api.cohere.ai/v2/chat'],
    ['https://api.cohere.ai/v1/chat', 'https://api.cohere.ai/v2/chat'],
    ['https://api.cohere.ai/v1/generate/', 'https://api.cohere.ai/v2/chat'],
    ['https://api.cohere.com', 'https://api.cohere.com/v2/chat'],
    ['https://api.cohere.com/v2/', 'https://api.cohere.com/v2/chat'],
    ['https://api.cohere.ai/compatibility/v1', 'https://api.cohere.ai/v2/chat'],
    ['https://gateway.example/cohere', 'https://gateway.example/cohere/v2/chat'],
    ['https://gateway.example/v1/cohere?team=a', 'https://gateway.example/v1/cohere/v2/chat?team=a'],
    ['https://gateway.example/v1?team=a', 'https://gateway.example/v2/chat?team=a'],
    ['http://127.0.0.1:8080/v2', 'http://127.0.0.1:8080/v2/chat'],
  ])('calls the API below %s', async (baseURL, url) => {
    const { model, sent } = modelOf({ baseURL })
    await model.generate(request)
    expect(sent.map((one) => one.url)).toEqual([url])
  })

  it('probes by listing one model', async () => {
    const { model, sent } = modelOf({ baseURL: 'https://api.cohere.com/v2' }, () =>
      Response.json({ models: [] }),
    )
    await model.probe?.()
    expect(sent).toMatchObject([{ url: 'https://api.cohere.com/v1/models?page_size=1', method: 'GET' }])
  })

  it('reports the limits of trial keys', async () => {
    const facts: AttemptFacts[] = []
    const headers = { 'x-trial-endpoint-call-limit': '20', 'x-trial-endpoint-call-remaining': '19' }
    const { model } = modelOf({}, () => Response.json(answer, { headers }))
    await model.generate(request, { report: (fact) => facts.push(fact) })
    expect(facts[0]?.limits).toEqual([{ unit: 'requests', limit: 20, remaining: 19, windowMs: 60_000 }])
  })
})

describe('a refused request', () => {
  const trial = 'You are using a Trial key, which is limited to'

  it.each([
    [400, 'invalid request: the planted prompt must not be empty', 'bad-request'],
    [400, 'too many tokens: max tokens must be less than or equal to 4096', 'context-length'],
    [400, 'finetuned model with name xyz is not ready for serving', 'model-not-found'],
    [400, "invalid request: model 'embed-v4.0' is not supported by the chat API", 'model-not-found'],
    [401, 'invalid api token', 'auth'],
    [402, 'Please add or update your payment method.', 'quota'],
    [403, 'your organization is not allowed to use this model', 'permission'],
    [404, "model 'command-nope' not found", 'model-not-found'],
    [422, 'invalid type: parameter messages[0].role', 'bad-request'],
    [429, `${trial} 20 API calls / minute. You can continue to use the Trial key for free.`, 'rate-limit'],
    [429, `${trial} 1000 API calls / month. You can continue to use the Trial key for free.`, 'quota'],
    [429, 'trial token rate limit exceeded, limit is 100000 tokens per minute', 'rate-limit'],
    [429, 'You are past the per month request limit, please wait and try again later.', 'quota'],
    [429, 'Your monthly limit is reached', 'quota'],
    [429, 'limited to 1000 calls a month', 'quota'],
    [400, 'billed monthly', 'bad-request'],
    [498, 'invalid token', 'content-policy'],
    [499, 'request cancelled by user', 'aborted'],
    [500, 'internal server error', 'server'],
    [501, 'not implemented', 'server'],
    [503, 'upstream connect error', 'overloaded'],
    [504, 'gateway timeout', 'timeout'],
  ])('with %i and "%s" is %s', async (status, message, kind) => {
    const { model } = modelOf({}, () => Response.json({ id: 'e1', message }, { status }))
    const error = await model.generate(request).then(
      () => expect.fail('no error'),
      (thrown: unknown) => thrown as ProviderError,
    )
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ kind, status, provider: 'cohere', modelId: 'command-a-plus-05-2026' })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/planted|Trial|payment/)
  })
})

describe('the settings', () => {
  it.each([
    [{ apiKey: undefined }, 'cohere: "apiKey" is missing; pass a string or a function that gives one'],
    [{ apiKey: 'a\nb' }, 'cohere: "apiKey" holds characters that a header cannot carry'],
    [{ model: '' }, 'cohere: "model" must be a string that is not empty'],
    [{ baseUrl: 'x' }, 'cohere: unknown option "baseUrl", did you mean "baseURL"?'],
    [{ baseURL: 5 }, 'cohere: "baseURL" must be a string, got 5'],
    [{ baseURL: 'http://api.cohere.example/v2' }, 'would send the key unencrypted to api.cohere.example'],
    [{ maxResponseBytes: 0 }, '"maxResponseBytes" must be within (0, ∞), got 0'],
  ])('%o are refused, by both kinds of model', (wrong, message) => {
    const settings = { apiKey: 'k', model: 'm', ...wrong } as CohereSettings
    expect(() => cohere(settings)).toThrow(message)
    expect(() => cohereEmbedding(settings)).toThrow(message)
  })
})
