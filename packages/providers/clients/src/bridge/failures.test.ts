import Anthropic from '@anthropic-ai/sdk'
import { mostHeadroom, type Guard } from '@llm-balancer/core'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { balanced } from '../index.ts'
import { completion, recorder, refusal } from '../test/recorder.ts'
import { balancerOf, failureOf, fakeOf, served, shown } from '../test/scene.ts'

const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
const secret = 'planted-secret-42'

const openaiScene = () => {
  const fake = fakeOf({ a: {}, b: {} })
  const balancer = balancerOf({
    a: new OpenAI({ apiKey: secret, baseURL: fake.url('a'), fetch: fake.fetch }),
    b: { apiKey: secret, baseURL: fake.url('b'), fetch: fake.fetch },
  })
  return { fake, balancer, client: new OpenAI({ ...balanced(balancer) }) }
}

describe('the error of the outer client', () => {
  it.each([
    ['rate-limit', OpenAI.RateLimitError, 429],
    ['quota', OpenAI.RateLimitError, 429],
    ['auth', OpenAI.AuthenticationError, 401],
    ['permission', OpenAI.PermissionDeniedError, 403],
    ['model-not-found', OpenAI.NotFoundError, 404],
    ['server', OpenAI.InternalServerError, 500],
    ['overloaded', OpenAI.InternalServerError, 503],
  ] as const)('after %s everywhere is its own error of that kind', async (fault, type, status) => {
    for (const stream of [false, true]) {
      const { fake, client } = openaiScene()
      for (const id of ['a', 'b'] as const)
        fake.target(id).script([{ fault, retryAfterMs: 2000, message: `no more, said ${id} to ${secret}` }])
      const error = await failureOf(client.chat.completions.create({ ...question, stream }))
      expect(error).toBeInstanceOf(type)
      expect(error).toMatchObject({ status, requestID: 'req_fake_2' })
      const { headers, message } = error as InstanceType<typeof type>
      expect(headers.get('retry-after')).toBe('2')
      expect(headers.get('x-llm-balancer-target')).toBe('b')
      expect(message).toContain('no more, said b to [redacted]')
      expect(shown(error)).not.toContain(secret)
      expect(served(fake)).toHaveLength(2)
    }
  })

  it('is thrown at once for a request that no target can serve', async () => {
    const { fake, client } = openaiScene()
    fake.target('a').script([{ fault: 'bad-request', message: 'messages: no' }])
    const error = await failureOf(client.chat.completions.create(question))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ message: expect.stringContaining('messages: no') as string })
    expect(served(fake)).toEqual(['a 400 bad-request'])
  })

  it('is that of a target without a key, too', async () => {
    const { fetch } = recorder(refusal(401))
    const client = new OpenAI({ ...balanced(balancerOf({ a: { fetch } })) })
    expect(await failureOf(client.chat.completions.create(question))).toBeInstanceOf(
      OpenAI.AuthenticationError,
    )
  })

  it.each([() => '', () => undefined, () => 7, () => Promise.reject(new Error(`no token, ${secret}`))])(
    'is a wrong key where the function for it gives none: %s',
    async (apiKey) => {
      const { fetch, sent } = recorder(completion('x'))
      const client = new OpenAI({ ...balanced(balancerOf({ a: { apiKey: apiKey as () => string, fetch } })) })
      const error = await failureOf(client.chat.completions.create(question))
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError)
      expect(error).toMatchObject({ message: expect.stringContaining('"apiKey" gave no key') as string })
      expect(shown(error)).not.toContain(secret)
      expect(sent).toEqual([])
    },
  )

  it('is an error inside a 200 with the status it should have had', async () => {
    const { fake, client } = openaiScene()
    for (const id of ['a', 'b'] as const) fake.target(id).script(['error-in-body'])
    expect(await failureOf(client.chat.completions.create(question))).toBeInstanceOf(
      OpenAI.InternalServerError,
    )
  })

  it.each([
    ['a page of HTML', '<html></html>', 'text/html'],
    ['half a document', '{"choices":', 'application/json'],
    ['nothing', '', 'application/json'],
  ])('is a bad gateway after %s everywhere', async (_, body, type) => {
    for (const stream of [false, true]) {
      const { fake, client } = openaiScene()
      const fault = { status: 200, body, headers: { 'content-type': type } }
      for (const id of ['a', 'b'] as const) fake.target(id).script([fault])
      const error = await failureOf(client.chat.completions.create({ ...question, stream }))
      expect(error).toMatchObject({ status: 502, type: 'llm_balancer_error', code: 'provider_failed' })
      expect(served(fake)).toHaveLength(2)
    }
  })

  it('is a connection error with its cause when no target can be reached', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }))
    const inner = new OpenAI({ apiKey: secret, baseURL: 'http://127.0.0.1:1/v1', fetch })
    for (const target of [inner, { apiKey: secret, baseURL: 'http://127.0.0.1:1/v1', fetch }]) {
      const client = new OpenAI({ ...balanced(balancerOf({ a: target })) })
      const error = await failureOf(client.chat.completions.create(question))
      expect(error).toBeInstanceOf(OpenAI.APIConnectionError)
      expect(error).not.toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
      expect(error).toMatchObject({
        cause: { cause: { kind: 'network', cause: { cause: { code: 'ECONNREFUSED' } } } },
      })
      expect(shown(error)).not.toContain(secret)
    }
  })

  it('is a time-out for the limits of the run, of an attempt, of an inner client', async () => {
    const hang = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
      )
    const target = { apiKey: 'k', baseURL: 'https://api.openai.com/v1', fetch: hang }
    const late = new OpenAI({ apiKey: 'k', timeout: 1, fetch: hang })
    for (const balancer of [
      balancerOf({ a: target }, { timeouts: { deadlineMs: 1 } }),
      balancerOf({ a: target }, { timeouts: { attemptMs: 1 } }),
      balancerOf({ a: late }),
    ]) {
      const error = await failureOf(new OpenAI({ ...balanced(balancer) }).chat.completions.create(question))
      expect(error).toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
      const anthropic = new Anthropic({
        ...balanced(balancerOf({ a: target }, { timeouts: { deadlineMs: 1 } })),
      })
      const other = await failureOf(anthropic.messages.create({ ...question, max_tokens: 1 }))
      expect(other).toBeInstanceOf(Anthropic.APIConnectionTimeoutError)
    }
  })

  it('is unavailable with the time to come back when no target is available', async () => {
    const { fake, client } = openaiScene()
    for (const id of ['a', 'b'] as const)
      fake.target(id).script([{ fault: 'rate-limit', retryAfterMs: 90_000 }])
    await failureOf(client.chat.completions.create(question))
    const throttled = await failureOf(client.chat.completions.create(question))
    expect(throttled).toBeInstanceOf(OpenAI.RateLimitError)
    expect(throttled).toMatchObject({ code: 'no_target_available' })
    const hint = Number((throttled as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after'))
    expect(hint).toBeGreaterThan(80)
    expect(served(fake)).toHaveLength(2)
    const drained = balancerOf({ a: { apiKey: 'k' } })
    drained.updateTarget('a', { weight: 0 })
    const unavailable = await failureOf(
      new OpenAI({ ...balanced(drained) }).chat.completions.create(question),
    )
    expect(unavailable).toMatchObject({ status: 503, code: 'no_target_available' })
    const claude = await failureOf(
      new Anthropic({ ...balanced(drained) }).messages.create({ ...question, max_tokens: 1 }),
    )
    expect(claude).toBeInstanceOf(Anthropic.InternalServerError)
    expect(claude).toMatchObject({ status: 503, type: 'overloaded_error' })
  })

  it('is unavailable when the balancer has been closed', async () => {
    const balancer = balancerOf({ a: { apiKey: 'k' } })
    await balancer.close()
    const client = new OpenAI({ ...balanced(balancer) })
    const error = await failureOf(client.chat.completions.create(question))
    expect(error).toMatchObject({ status: 503, type: 'llm_balancer_error', code: 'balancer_closed' })
    expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBeNull()
  })

  it('says that a target has another format', async () => {
    const balancer = balancerOf({ a: new Anthropic({ apiKey: 'k' }) })
    const error = await failureOf(new OpenAI({ ...balanced(balancer) }).chat.completions.create(question))
    expect(error).toBeInstanceOf(OpenAI.BadRequestError)
    expect(error).toMatchObject({ message: expect.stringContaining('does not speak the format') as string })
  })

  it('is thrown without retries of the client, whatever its setting', async () => {
    const { fake, balancer } = openaiScene()
    const eager = new OpenAI({ ...balanced(balancer), maxRetries: 5 })
    for (const id of ['a', 'b'] as const) fake.target(id).script(['overloaded'])
    expect(await failureOf(eager.chat.completions.create(question))).toMatchObject({ status: 503 })
    expect(served(fake)).toEqual(['a 503 overloaded', 'b 503 overloaded'])
  })

  it('has Anthropic’s form for an Anthropic client', async () => {
    const fake = fakeOf({ a: { format: 'anthropic' } })
    const inner = new Anthropic({ apiKey: secret, baseURL: fake.url('a'), fetch: fake.fetch })
    fake.target('a').script([{ fault: 'rate-limit', message: `slow down, ${secret}`, retryAfterMs: 1000 }])
    const client = new Anthropic({ ...balanced(balancerOf({ a: inner })) })
    const error = await failureOf(client.messages.create({ ...question, max_tokens: 1 }))
    expect(error).toBeInstanceOf(Anthropic.RateLimitError)
    expect(error).toMatchObject({ type: 'rate_limit_error', requestID: 'req_fake_1' })
    expect(shown(error)).not.toContain(secret)
  })
})

describe('a failed answer', () => {
  it('is the vendor’s own in the end, when it is empty', async () => {
    const { fake, client } = openaiScene()
    for (const id of ['a', 'b'] as const) fake.target(id).script([{ reply: '' }])
    const { data, response } = await client.chat.completions.create(question).withResponse()
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(response.headers.get('x-llm-balancer-target')).toBe('b')
    expect(served(fake)).toEqual(['a 200', 'b 200'])
  })

  it('is the vendor’s own in the end, when it is a failed response', async () => {
    const failed = {
      id: 'r',
      object: 'response',
      status: 'failed',
      error: { code: 'server_error', message: 'x' },
      output: [],
    }
    const { fetch, sent } = recorder(() => Response.json(failed))
    const balancer = balancerOf({ a: { apiKey: 'k', fetch }, b: { apiKey: 'k', fetch } })
    const response = await new OpenAI({ ...balanced(balancer) }).responses.create({ model: 'm', input: 'x' })
    expect(response).toMatchObject({ status: 'failed', error: { code: 'server_error' } })
    expect(sent).toHaveLength(2)
    expect(balancer.snapshot().targets).toMatchObject([{ failures: 1 }, { failures: 1 }])
  })

  it.each([false, true])(
    'that comes after the caller has left is closed, as a stream: %s',
    async (stream) => {
      let answer = (_: Response): void => {}
      const late = new Promise<Response>((resolve) => (answer = resolve))
      const leaving = new AbortController()
      // A transport that does not listen to its signal.
      const fetch = (): Promise<Response> => {
        leaving.abort()
        return late
      }
      const client = new OpenAI({ ...balanced(balancerOf({ a: { apiKey: 'k', fetch } })) })
      const asking = client.chat.completions.create({ ...question, stream }, { signal: leaving.signal })
      expect(await failureOf(asking)).toBeInstanceOf(OpenAI.APIUserAbortError)
      const closed = new Promise((resolve) => {
        answer(new Response(new ReadableStream({ cancel: () => resolve('closed') }, { highWaterMark: 0 })))
      })
      expect(await closed).toBe('closed')
    },
  )
})

describe('the error of a run', () => {
  it.each([
    ['files', { message: 'No such file: file_1' }, 404],
    ['chat', { message: 'You have no access' }, 403],
  ])('has the words of the vendor for the developer: %s', async (kind, error, status) => {
    const { fetch } = recorder(() => Response.json({ error }, { status }))
    const balancer = balancerOf({ a: { apiKey: secret, fetch } })
    const words: unknown[] = []
    balancer.on('run-failed', (event) => {
      words.push((event.error as { readonly vendorMessage?: string }).vendorMessage)
    })
    const client = new OpenAI({ ...balanced(balancer) })
    await failureOf(
      kind === 'files' ? client.files.delete('file_1') : client.chat.completions.create(question),
    )
    expect(words).toEqual([error.message])
  })
})

describe('a target that gives no response', () => {
  const read = new Response('{}', { headers: { 'content-type': 'application/json' } })
  const targets = (given: unknown) => [
    { apiKey: 'k', fetch: () => Promise.resolve(given as Response) },
    {
      baseURL: 'https://api.openai.com/v1',
      request: () => ({ asResponse: () => Promise.resolve(given as Response) }),
      chat: {},
    },
  ]

  it.each([undefined, 'text', {}, { status: 200, headers: {}, body: {} }, read])(
    'is failed over: %o',
    async (given) => {
      await read.text().catch(() => {})
      for (const target of targets(given)) {
        for (const stream of [false, true]) {
          const fake = fakeOf({ b: {} })
          const balancer = balancerOf({
            a: target,
            b: { apiKey: 'k', baseURL: fake.url('b'), fetch: fake.fetch },
          })
          const failures: unknown[] = []
          balancer.on('attempt-failed', ({ outcome: { kind } }) => failures.push(kind))
          const answer = await new OpenAI({ ...balanced(balancer) }).chat.completions.create({
            ...question,
            stream,
          })
          if (Symbol.asyncIterator in answer)
            for await (const chunk of answer) expect(chunk.object).toBeDefined()
          expect(served(fake)).toHaveLength(1)
          expect(failures).toEqual(['invalid-response'])
        }
      }
    },
  )
})

describe('a stream that goes wrong before its first content', () => {
  it.each([
    ['with an event that is not JSON', 'data: out of luck\n\n', 'stream-interrupted'],
    ['with JSON that cannot be read', 'data: {"choices":\n\n', 'invalid-response'],
    ['in the middle of an event', 'data: {"choices":[{"ind', 'stream-interrupted'],
    ['with an error in plain text', 'event: error\ndata: out of luck\n\n', 'server'],
    ['with its end', 'data: [DONE]\n\n', 'stream-interrupted'],
  ])('is failed over: %s', async (_, body, kind) => {
    const fake = fakeOf({ b: {} })
    const fetch = () =>
      Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
    const balancer = balancerOf({
      a: { apiKey: 'k', fetch },
      b: { apiKey: 'k', baseURL: fake.url('b'), fetch: fake.fetch },
    })
    const failures: unknown[] = []
    balancer.on('attempt-failed', ({ outcome }) => failures.push(outcome.kind))
    const client = new OpenAI({ ...balanced(balancer) })
    const answer = await client.chat.completions.create({ ...question, stream: true })
    for await (const chunk of answer) expect(chunk.object).toBe('chat.completion.chunk')
    expect(failures).toEqual([kind])
    expect(served(fake)).toEqual(['b 200'])
  })
})

describe('an answer in the place of a stream', () => {
  const limited = JSON.stringify({ error: { message: 'no', code: 'rate_limit_exceeded' } })

  it.each([
    ['an error', 'application/json', limited, 'rate-limit'],
    ['a whole answer', 'application/json', '{"choices":[]}', 'invalid-response'],
    ['a web page', 'text/html', '<html></html>', 'invalid-response'],
  ])('is failed over as what it is: %s', async (_, type, body, kind) => {
    const fake = fakeOf({ b: {} })
    const fetch = () => Promise.resolve(new Response(body, { headers: { 'content-type': type } }))
    const balancer = balancerOf({
      a: { apiKey: 'k', fetch },
      b: { apiKey: 'k', baseURL: fake.url('b'), fetch: fake.fetch },
    })
    const failures: unknown[] = []
    balancer.on('attempt-failed', ({ outcome }) => failures.push(outcome.kind))
    const client = new OpenAI({ ...balanced(balancer) })
    for await (const chunk of await client.chat.completions.create({ ...question, stream: true }))
      expect(chunk.object).toBe('chat.completion.chunk')
    expect(failures).toEqual([kind])
  })
})

describe('an error in the middle of a stream', () => {
  it('contains no secret either', async () => {
    const { fake, client } = openaiScene()
    const fault = { fault: 'error-in-body', afterChunks: 2, message: `out of luck, ${secret}` } as const
    fake.target('a').script([fault])
    const stream = await client.chat.completions.create({ ...question, stream: true })
    const error = await failureOf(
      (async () => {
        for await (const chunk of stream) expect(chunk.object).toBe('chat.completion.chunk')
      })(),
    )
    expect(error).toMatchObject({ message: expect.stringContaining('out of luck, [redacted]') as string })
    expect(shown(error)).not.toContain(secret)
  })
})

describe('a vendor’s headers', () => {
  it('reach the guards of the target, also those that name no limit', async () => {
    const { fetch } = recorder(completion('x'))
    const heard: (string | null)[] = []
    const guard: Guard = {
      name: 'listener',
      availableAt: (now) => now,
      acquire: () => ({
        release: () => {},
        observe: ({ headers }) => {
          if (headers instanceof Headers) heard.push(headers.get('content-type'))
        },
      }),
    }
    const targets = [{ id: 'a', client: { apiKey: 'k', fetch }, guards: [guard] }]
    await new OpenAI({ ...balanced(balancerOf({}, { targets, retry: {} })) }).chat.completions.create(
      question,
    )
    expect(heard).toEqual(['application/json'])
  })
})

describe('the limits in a vendor’s headers', () => {
  it('reach the strategy', async () => {
    const headers = { 'x-ratelimit-limit-requests': '10', 'x-ratelimit-remaining-requests': '3' }
    const answer = { choices: [{ index: 0, message: { content: 'x' }, finish_reason: 'stop' }] }
    const { fetch } = recorder(() => Response.json(answer, { headers }))
    const balancer = balancerOf({ a: { apiKey: 'k', fetch } }, { strategy: mostHeadroom() })
    await new OpenAI({ ...balanced(balancer) }).chat.completions.create(question)
    expect(balancer.snapshot().targets[0]?.load).toBeCloseTo(0.7, 1)
  })
})
