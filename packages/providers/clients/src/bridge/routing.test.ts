import { toFile } from 'openai'
import OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import { balanced, bridge } from '../index.ts'
import type { BridgedRequest, BridgeOptions } from '../index.ts'
import { completion, eventStream, recorder, refusal } from '../test/recorder.ts'
import { balancerOf, failureOf } from '../test/scene.ts'

const answer = (id: string) => () =>
  Response.json({
    id,
    object: 'response',
    status: 'completed',
    error: null,
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }],
    usage: { input_tokens: 3, output_tokens: 2 },
  })

/** Two keys; each answers what its own list says. */
const scene = (
  answers: { readonly a?: readonly (() => Response)[]; readonly b?: readonly (() => Response)[] },
  options: BridgeOptions = {},
) => {
  const a = recorder(...(answers.a ?? []))
  const b = recorder(...(answers.b ?? []))
  const balancer = balancerOf({
    a: { apiKey: 'k', fetch: a.fetch },
    b: new OpenAI({ apiKey: 'k', fetch: b.fetch }),
  })
  return { a, b, balancer, client: new OpenAI({ ...balanced(balancer, options) }) }
}

const paths = ({ sent }: ReturnType<typeof recorder>): string[] =>
  sent.map(({ method, url }) => `${method} ${new URL(url).pathname}${new URL(url).search}`)

it('bridges of one balancer share what they know of its targets, and its listeners', () => {
  const balancer = balancerOf({ a: { apiKey: 'k' } })
  const on = vi.spyOn(balancer, 'on')
  for (let count = 0; count < 20; count += 1) bridge(balancer)
  expect(on.mock.calls.map(([type]) => type)).toEqual(['target-added', 'target-updated', 'target-removed'])
})

describe('the target of a request', () => {
  it('is any for requests to a model: embeddings, moderations, older completions, Responses', async () => {
    const empty = () => Response.json({ object: 'list', data: [{ index: 0, embedding: [1] }], results: [] })
    const { a, b, client } = scene({ a: [refusal(500)], b: [empty, empty, answer('resp_1')] })
    await client.embeddings.create({ model: 'e', input: 'x' })
    await client.moderations.create({ input: 'x' })
    expect((await client.responses.create({ model: 'm', input: 'x' })).output_text).toBe('Hello')
    expect(a.sent).toHaveLength(3)
    expect(paths(b)).toEqual(['POST /v1/embeddings', 'POST /v1/moderations', 'POST /v1/responses'])
  })

  it('is home for things stored in an account, which are not tried elsewhere and harm no target when missing', async () => {
    const gone = () => Response.json({ error: { message: 'No such batch' } }, { status: 404 })
    const { a, b, balancer, client } = scene({ a: [gone] })
    expect(await failureOf(client.batches.retrieve('batch_1'))).toBeInstanceOf(OpenAI.NotFoundError)
    expect(await failureOf(client.files.delete('file_1'))).toBeInstanceOf(OpenAI.NotFoundError)
    expect(paths(a)).toEqual(['GET /v1/batches/batch_1', 'DELETE /v1/files/file_1'])
    expect(b.sent).toHaveLength(0)
    expect(balancer.snapshot().targets[0]).toMatchObject({ state: 'ready', failures: 0 })
  })

  it('is home first for one that continues a stored answer of which nothing is known', async () => {
    for (const [options, served] of [
      [{}, 'a'],
      [{ home: 'b' }, 'b'],
    ] as const) {
      const { a, b, client } = scene({ a: [answer('resp_2')], b: [answer('resp_2')] }, options)
      await client.responses.create({ model: 'm', input: 'x', previous_response_id: 'resp_1' })
      expect([a.sent.length, b.sent.length]).toEqual(served === 'a' ? [1, 0] : [0, 1])
    }
  })

  it('may be another home, and only reading requests are retried', async () => {
    const list = () => Response.json({ object: 'list', data: [{ id: 'm' }] })
    const { a, b, client } = scene({ b: [refusal(500), list, refusal(500)] }, { home: 'b' })
    const retrying = new OpenAI({
      ...balanced(balancerOf({ b: { apiKey: 'k', fetch: b.fetch } }, { retry: { backoff: () => 0 } })),
    })
    for await (const model of retrying.models.list()) expect(model.id).toBe('m')
    expect(paths(b)).toEqual(['GET /v1/models', 'GET /v1/models'])
    expect(
      await failureOf(
        client.batches.create({ completion_window: '24h', endpoint: '/v1/responses', input_file_id: 'f' }),
      ),
    ).toBeInstanceOf(OpenAI.InternalServerError)
    expect(b.sent).toHaveLength(3)
    expect(a.sent).toHaveLength(0)
  })

  it('gets a file unchanged, with a key and through a client', async () => {
    for (const home of ['a', 'b'] as const) {
      const file = () => Response.json({ id: 'file_1', object: 'file' })
      const made = scene({ [home]: [file] }, { home })
      const stored = await made.client.files.create({
        file: await toFile(Buffer.from('one,two'), 'x.csv'),
        purpose: 'batch',
      })
      expect(stored.id).toBe('file_1')
      expect(paths(made[home])).toEqual(['POST /v1/files'])
      const [sent] = made[home].sent
      expect(sent?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/)
      expect(sent?.body).toMatch(/one,two[\s\S]*name="purpose"[\s\S]*batch/)
    }
  })

  it.each(['a', 'b'] as const)(
    'gets no body where the outer client sends none, nor a header of one: %s',
    async (home) => {
      const { [home]: target, client } = scene({ [home]: [() => Response.json({ id: 'm' })] }, { home })
      await client.models.retrieve('m')
      expect(target.sent).toMatchObject([{ method: 'GET', body: '' }])
      expect(target.sent[0]?.headers.get('content-type')).toBeNull()
    },
  )

  it('answers bytes as bytes, which can be aborted', async () => {
    let cancelled = false
    const speech = () =>
      new Response(
        new ReadableStream(
          {
            pull(controller) {
              controller.enqueue(new Uint8Array([1, 2, 3]))
              return new Promise<void>(() => {})
            },
            cancel() {
              cancelled = true
            },
          },
          { highWaterMark: 0 },
        ),
        { headers: { 'content-type': 'audio/mpeg' } },
      )
    const { client } = scene({ a: [refusal(500)], b: [speech] })
    const asked = { model: 'tts', input: 'x', voice: 'alloy' } as const
    const response = await client.audio.speech.create(asked)
    const reader = response.body?.getReader()
    expect((await reader?.read())?.value).toEqual(new Uint8Array([1, 2, 3]))
    await reader?.cancel()
    expect(cancelled).toBe(true)
  })

  it('gives older completions, too, as a stream that is failed over before its first text', async () => {
    const piece = (text: string, finish_reason: string | null) => ({
      object: 'text_completion',
      choices: [{ index: 0, text, finish_reason }],
    })
    const { a, client } = scene({
      a: [eventStream([piece('', null)])],
      b: [eventStream([piece('Hel', null), piece('lo', 'stop'), '[DONE]'])],
    })
    let text = ''
    for await (const { choices } of await client.completions.create({
      model: 'm',
      prompt: 'x',
      stream: true,
    }))
      text += choices[0]?.text ?? ''
    expect(text).toBe('Hello')
    expect(a.sent).toHaveLength(1)
  })

  it('sends an unknown kind of stream, which is forwarded unchanged', async () => {
    const events = [
      { type: 'image_generation.partial_image', b64_json: 'x' },
      { type: 'image_generation.completed', b64_json: 'y' },
    ]
    const { client } = scene({ a: [refusal(500)], b: [eventStream(events, true)] })
    const seen: string[] = []
    for await (const { type } of await client.images.generate({ model: 'm', prompt: 'x', stream: true }))
      seen.push(type)
    expect(seen).toEqual(events.map(({ type }) => type))
  })

  it('is the one that stores the earlier answer', async () => {
    const { a, b, client } = scene({
      a: [refusal(500), refusal(500)],
      b: [answer('resp_1'), answer('resp_2'), answer('resp_1')],
    })
    const first = await client.responses.create({ model: 'm', input: 'x' })
    expect(first.id).toBe('resp_1')
    await client.responses.create({ model: 'm', input: 'y', previous_response_id: 'resp_1' })
    await client.responses.retrieve('resp_1')
    expect(paths(b)).toEqual(['POST /v1/responses', 'POST /v1/responses', 'GET /v1/responses/resp_1'])
    expect(a.sent).toHaveLength(1)
    await failureOf(client.responses.retrieve('resp_unknown'))
    expect(paths(a).at(-1)).toBe('GET /v1/responses/resp_unknown')
  })

  it.each([
    [{}, 'b'],
    [{ store: true }, 'b'],
    [{ store: false }, 'a'],
  ])('is remembered for an answer that is stored: %j', async (stored, expected) => {
    const { a, b, client } = scene({ a: [refusal(500), answer('resp_2')], b: [answer('resp_1')] })
    const { id } = await client.responses.create({ model: 'm', input: 'x', ...stored })
    await client.responses.create({ model: 'm', input: 'y', previous_response_id: id })
    expect([a.sent.length, b.sent.length]).toEqual(expected === 'a' ? [2, 1] : [1, 2])
  })

  it('is remembered for a streamed answer too', async () => {
    const response = { id: 'resp_9', object: 'response', status: 'in_progress', error: null, output: [] }
    const events = [
      { type: 'response.created', response },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { id: 'i', type: 'message', role: 'assistant', content: [] },
      },
      {
        type: 'response.content_part.added',
        item_id: 'i',
        output_index: 0,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
      },
      { type: 'response.output_text.delta', item_id: 'i', output_index: 0, content_index: 0, delta: 'Hello' },
      {
        type: 'response.completed',
        response: { ...response, status: 'completed', usage: { input_tokens: 3, output_tokens: 2 } },
      },
    ]
    const broken = [
      events[0],
      {
        type: 'response.failed',
        response: { ...response, status: 'failed', error: { code: 'server_error', message: 'x' } },
      },
    ]
    const { b, client, balancer } = scene({
      a: [eventStream(broken as object[], true)],
      b: [eventStream(events, true), answer('resp_10')],
    })
    let text = ''
    for await (const event of await client.responses.create({ model: 'm', input: 'x', stream: true }))
      if (event.type === 'response.output_text.delta') text += event.delta
    expect(text).toBe('Hello')
    expect(balancer.snapshot().targets).toMatchObject([
      { failures: 1 },
      { usage: { inputTokens: 3, outputTokens: 2 } },
    ])
    await client.responses.create({ model: 'm', input: 'y', previous_response_id: 'resp_9' })
    expect(b.sent).toHaveLength(2)
  })

  it('may be chosen by the caller for each request', async () => {
    const seen: BridgedRequest[] = []
    const { a, b, client } = scene(
      { a: [completion('x')], b: [completion('x')] },
      {
        runOptions(request) {
          seen.push(request)
          return request.headers.get('x-llm-balancer-pin') === 'b' ? { pin: 'b' } : {}
        },
      },
    )
    const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
    await client.chat.completions.create(question)
    await client.chat.completions.create(question, { headers: { 'x-llm-balancer-pin': 'b' } })
    expect([a.sent.length, b.sent.length]).toEqual([1, 1])
    expect(seen.map(({ method, path, body }) => [method, path, body?.['model']])).toEqual(
      Array(2).fill(['POST', '/chat/completions', 'm']),
    )
  })
})

describe('the bridge alone', () => {
  it.each([
    ['https://gateway.example/openai/v1/', 'https://gateway.example/openai/v1/models?limit=2'],
    ['https://gateway.example//v1//', 'https://gateway.example//v1/models?limit=2'],
    ['https://gateway.example/?team=a', 'https://gateway.example/models?team=a&limit=2'],
  ])('asks below the base URL of a target: %s', async (baseURL, url) => {
    const { fetch, sent } = recorder(() => Response.json({ data: [] }))
    const call = bridge(balancerOf({ a: { apiKey: 'k', baseURL, fetch } }))
    await call('https://api.openai.com/v1/models?limit=2')
    expect(sent[0]?.url).toBe(url)
  })

  it('needs no signal', async () => {
    const { fetch, sent } = recorder(
      () => new Response('one,two', { headers: { 'content-type': 'text/csv' } }),
    )
    const call = bridge(balancerOf({ a: { apiKey: 'k', fetch } }))
    const response = await call('https://api.openai.com/v1/files/file_1/content')
    expect(await response.text()).toBe('one,two')
    expect(sent).toHaveLength(1)
  })

  it('is a fetch for a client with any base URL, and takes a Request', async () => {
    const { fetch, sent } = recorder(completion('x'))
    const call = bridge(balancerOf({ a: { apiKey: 'inner', baseURL: 'https://gateway.example/v1', fetch } }))
    const client = new OpenAI({ apiKey: 'outer', fetch: call, maxRetries: 0 })
    const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
    await client.chat.completions.create(question)
    const request = new Request('https://api.openai.com/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer outer' },
      body: JSON.stringify(question),
    })
    expect((await call(request)).status).toBe(200)
    expect(sent.map(({ url, headers, body }) => [url, headers.get('authorization'), body])).toEqual(
      Array(2).fill(['https://gateway.example/v1/chat/completions', 'Bearer inner', question]),
    )
  })
})
