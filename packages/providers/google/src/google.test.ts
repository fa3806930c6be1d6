import { inspect } from 'node:util'
import { ProviderError } from '@llm-balancer/provider'
import type { AttemptFacts, ChatRequest } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { google } from './google.ts'
import type { GoogleSettings } from './index.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'the planted prompt' }] }
const answer = {
  candidates: [{ content: { parts: [{ text: 'Hello' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 },
  modelVersion: 'gemini-x-1',
  responseId: 'r1',
}
const vertexURL = 'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google'

type Sent = {
  readonly url: string
  readonly headers: Record<string, string>
  readonly method: string | undefined
}

/** A model whose requests get `response` and are recorded. */
const modelOf = (
  options: Partial<GoogleSettings> = {},
  response: () => Response = () => Response.json(answer),
) => {
  const sent: Sent[] = []
  const model = google({
    apiKey: 'AIza-planted',
    model: 'gemini-3.8-flash',
    fetch: (url, { headers, method }) => {
      sent.push({ url, headers: headers as Record<string, string>, method })
      return Promise.resolve(response())
    },
    ...options,
  })
  return { model, sent }
}

const refusal = async (error: object, status: number) => {
  const { model } = modelOf({}, () => Response.json({ error: { code: status, ...error } }, { status }))
  return model.generate(request).then(
    () => expect.fail('no error'),
    (thrown: unknown) => thrown as ProviderError,
  )
}

describe('google', () => {
  it('reads a whole answer', async () => {
    const { model } = modelOf()
    expect(model).toMatchObject({ provider: 'google', modelId: 'gemini-3.8-flash' })
    expect(await model.generate(request)).toMatchObject({
      text: 'Hello',
      content: [{ type: 'text', text: 'Hello' }],
      finishReason: { unified: 'stop', raw: 'STOP' },
      usage: { inputTokens: { total: 3 }, outputTokens: { total: 2 } },
      warnings: [],
      request: { url: expect.stringContaining(':generateContent') as string },
      response: {
        id: 'r1',
        modelId: 'gemini-x-1',
        headers: { 'content-type': 'application/json' },
        body: answer,
      },
    })
  })

  it.each([
    [{}, 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:generateContent'],
    [
      { model: 'models/gemini-x', baseURL: 'https://gateway.example/gemini/v1/' },
      'https://gateway.example/gemini/v1/models/gemini-x:generateContent',
    ],
    [
      { model: 'tunedModels/mine', baseURL: 'http://127.0.0.1:8080/v1beta' },
      'http://127.0.0.1:8080/v1beta/tunedModels/mine:generateContent',
    ],
    [{ vertex: true, baseURL: vertexURL }, `${vertexURL}/models/gemini-3.8-flash:generateContent`],
  ])('calls the method of the model: %o', async (options, url) => {
    const { model, sent } = modelOf(options)
    await model.generate(request)
    expect(sent.map((one) => one.url)).toEqual([url])
  })

  it('reaches no other path by the name of a model', async () => {
    const { model, sent } = modelOf({ model: 'tunedModels/a?key=b#c:countTokens' })
    await model.generate(request)
    expect(sent[0]?.url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/tunedModels/a%3Fkey%3Db%23c%3AcountTokens:generateContent',
    )
    for (const name of ['../../v1/other?x=1', 'models/..', 'models/.', 'models//x', '/models/x'])
      expect(() => modelOf({ model: name })).toThrow(
        'google: "model" must be a name that can stand in a path',
      )
  })

  it('requests server-sent events for a stream', async () => {
    const body = `data: ${JSON.stringify(answer)}\r\n\r\n`
    const { model, sent } = modelOf({}, () => new Response(body))
    for await (const part of model.stream(request)) if (part.type === 'finish') break
    expect(sent[0]?.url).toMatch(/\/models\/gemini-3\.8-flash:streamGenerateContent\?alt=sse$/)
  })

  it('sends its key in one header, a different one for Vertex AI', async () => {
    const gemini = modelOf()
    await gemini.model.generate(request)
    expect(gemini.sent[0]?.headers).toEqual({
      'content-type': 'application/json',
      'x-goog-api-key': 'AIza-planted',
    })
    const vertex = modelOf({ vertex: true, baseURL: vertexURL, apiKey: () => Promise.resolve('ya29.token') })
    await vertex.model.generate(request)
    expect(vertex.sent[0]?.headers).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer ya29.token',
    })
  })

  it('prefers the headers of the call to those of the request, and both to its own', async () => {
    const { model, sent } = modelOf({ headers: { a: '1', b: '1', c: '1' } })
    await model.generate({ ...request, headers: { B: '2', C: '2' } }, { headers: { c: '3' } })
    expect(sent[0]?.headers).toMatchObject({ a: '1', b: '2', c: '3' })
  })

  it('probes by listing one model, except on Vertex AI', async () => {
    const { model, sent } = modelOf({}, () => Response.json({ models: [] }))
    await model.probe?.()
    expect(sent).toMatchObject([
      { url: 'https://generativelanguage.googleapis.com/v1beta/models?pageSize=1', method: 'GET' },
    ])
    expect(modelOf({ vertex: true, baseURL: vertexURL }).model.probe).toBeUndefined()
  })

  it('reports headers, then usage', async () => {
    const facts: AttemptFacts[] = []
    const { model } = modelOf()
    await model.generate(request, { report: (fact) => facts.push(fact) })
    expect(facts).toMatchObject([
      { headers: { 'content-type': 'application/json' } },
      { usage: { inputTokens: 3, outputTokens: 2 } },
    ])
  })
})

describe('an invalid answer', () => {
  const [candidate] = answer.candidates
  it.each([
    ['has no candidate', { ...answer, candidates: [] }],
    ['says nothing', { ...answer, candidates: [{ ...candidate, content: { role: 'model' } }] }],
    ['says nothing for a reason of its own', { ...answer, candidates: [{ finishReason: 'NO_IMAGE' }] }],
    ['has not told why it ended', { ...answer, candidates: [{ ...candidate, finishReason: undefined }] }],
    [
      'holds a call without a name',
      { ...answer, candidates: [{ ...candidate, content: { parts: [{ functionCall: {} }] } }] },
    ],
    ['holds a malformed call', { ...answer, candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] }],
  ])('is invalid-response when it %s', async (_, body) => {
    const { model } = modelOf({}, () => Response.json(body))
    await expect(model.generate(request)).rejects.toMatchObject({ kind: 'invalid-response', scope: 'target' })
  })

  it.each([
    [{ promptFeedback: { blockReason: 'SAFETY' } }, 'content-policy', 'request'],
    [{ candidates: [{ finishReason: 'MISSING_THOUGHT_SIGNATURE' }] }, 'bad-request', 'request'],
    [{ candidates: [{ finishReason: 'PUP_LIMITED_DISABLED' }] }, 'permission', 'key'],
    [{ error: { code: 503, status: 'UNAVAILABLE' } }, 'overloaded', 'target'],
  ])('throws its failure: %o is %s', async (body, kind, scope) => {
    const { model } = modelOf({}, () => Response.json(body))
    await expect(model.generate(request)).rejects.toMatchObject({ kind, scope })
  })

  it('does not include a filtered one', async () => {
    const { model } = modelOf({}, () => Response.json({ candidates: [{ finishReason: 'SAFETY' }] }))
    expect((await model.generate(request)).finishReason.unified).toBe('content-filter')
  })
})

describe('a refused request', () => {
  it.each([
    [400, 'INVALID_ARGUMENT', 'Invalid value: the planted prompt', 'bad-request'],
    [
      400,
      'INVALID_ARGUMENT',
      'The input token count (2) exceeds the maximum number of tokens allowed (1).',
      'context-length',
    ],
    [400, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit: 20971520 bytes.', 'context-length'],
    [400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.', 'permission'],
    [400, 'FAILED_PRECONDITION', 'The File 1 is not in an ACTIVE state.', 'bad-request'],
    [400, 'FAILED_PRECONDITION', 'The free tier is not available in your country.', 'permission'],
    [403, 'PERMISSION_DENIED', 'CachedContent not found (or permission denied)', 'bad-request'],
    [404, 'NOT_FOUND', 'File files/abc not found', 'bad-request'],
    [401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', 'auth'],
    [403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.', 'permission'],
    [
      403,
      'PERMISSION_DENIED',
      'You do not have permission to access the File 1 or it may not exist.',
      'bad-request',
    ],
    [404, 'NOT_FOUND', 'models/gemini-nope is not found for API version v1beta.', 'model-not-found'],
    [404, 'NOT_FOUND', 'Publisher Model `projects/p/x` was not found.', 'model-not-found'],
    [429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).', 'rate-limit'],
    [
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota, please check your plan and billing details.',
      'rate-limit',
    ],
    [
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota.\n* Quota exceeded for metric: m, limit: 0, model: x',
      'quota',
    ],
    [429, 'RESOURCE_EXHAUSTED', 'Your project has exceeded its monthly spending cap.', 'quota'],
    [429, 'RESOURCE_EXHAUSTED', 'Your prepayment credits are depleted.', 'quota'],
    [400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', 'auth'],
    [499, 'CANCELLED', 'The operation was cancelled.', 'aborted'],
    [500, 'INTERNAL', 'An internal error has occurred.', 'server'],
    [503, 'UNAVAILABLE', 'The model is overloaded.', 'overloaded'],
    [504, 'DEADLINE_EXCEEDED', 'Deadline exceeded.', 'timeout'],
  ])('%i %s "%s" is %s', async (status, code, message, kind) => {
    const error = await refusal({ status: code, message }, status)
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      kind,
      status,
      vendorCode: code,
      provider: 'google',
      modelId: 'gemini-3.8-flash',
    })
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/planted|billing|depleted/)
  })

  it('is auth by its reason', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }]
    const error = await refusal({ status: 'INVALID_ARGUMENT', message: 'API key not valid.', details }, 400)
    expect(error).toMatchObject({ kind: 'auth', scope: 'key', vendorCode: 'API_KEY_INVALID' })
  })

  it("is the model's capacity by its reason, not a limit of the key", async () => {
    const details = [{ reason: 'MODEL_CAPACITY_EXHAUSTED' }]
    const error = await refusal({ status: 'RESOURCE_EXHAUSTED', message: 'No capacity.', details }, 429)
    expect(error).toMatchObject({ kind: 'overloaded', scope: 'target' })
  })

  it.each([
    [['GenerateRequestsPerMinutePerProjectPerModel-FreeTier'], 'rate-limit'],
    [
      [
        'GenerateContentInputTokensPerModelPerMinute-FreeTier',
        'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
      ],
      'quota',
    ],
  ])('is a limit per minute or per day: %o is %s', async (quotaIds, kind) => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: quotaIds.map((quotaId) => ({ quotaId })),
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '46.5s' },
    ]
    const message = 'You exceeded your current quota, please check your plan and billing details.'
    const error = await refusal({ status: 'RESOURCE_EXHAUSTED', message, details }, 429)
    expect(error).toMatchObject({ kind, scope: 'key', retryAfterMs: 46_500 })
  })
})

describe('the options', () => {
  const create =
    (wrong: object): (() => unknown) =>
    () =>
      google({ apiKey: 'k', model: 'm', ...wrong })

  it.each([
    [{ apiKey: undefined }, 'google: "apiKey" is missing; pass a string or a function that gives one'],
    [{ apiKey: 'a\nb' }, 'google: "apiKey" holds characters that a header cannot carry'],
    [{ model: undefined }, 'google: "model" is missing'],
    [{ model: 5 }, 'google: "model" must be a string that is not empty, got 5'],
    [{ baseUrl: 'x' }, 'google: unknown option "baseUrl", did you mean "baseURL"?'],
    [{ baseURL: 'http://api.example' }, 'would send the key unencrypted to api.example'],
    [{ vertex: true }, 'google: "baseURL" is missing'],
    [{ fetch: 'x' }, '"fetch" must be a function'],
  ])('%o are refused', (wrong, message) => {
    expect(create(wrong)).toThrow(TypeError)
    expect(create(wrong)).toThrow(message)
  })

  it('must be given', () => {
    expect(() => google(null as never)).toThrow('google: options must be an object, got null')
  })

  it('have their default when they are undefined', async () => {
    const { model, sent } = modelOf({ baseURL: undefined, vertex: undefined, headers: undefined })
    await model.generate(request)
    expect(sent[0]?.url).toMatch(/^https:\/\/generativelanguage\.googleapis\.com\/v1beta\//)
  })
})
