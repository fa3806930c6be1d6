import { GoogleGenAI } from '@google/genai'
import type { Balancer } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeLLM, FakeTargetOptions } from '@llm-balancer/testing'
import { CohereClientV2 } from 'cohere-ai'
import { describe, expect, it } from 'vitest'
import { balanced, bridge, type BridgeTarget, type KeyEntry } from '../index.ts'
import { balancerOf, failureOf, fakeOf, served, shown, unnoticed, unnoticedInStreams } from '../test/scene.ts'

type Format = 'google' | 'cohere'
type Ids = 'a' | 'b'

const keyOf = (id: Ids): string => `planted-key-of-${id}`

/** A fake with two targets of a format, and the key entries that reach them. */
const sceneOf = (format: Format, options: FakeTargetOptions = {}) => {
  const of = (id: Ids): FakeTargetOptions => ({ format, apiKey: keyOf(id), reply: `I am ${id}.`, ...options })
  const fake = fakeOf({ a: of('a'), b: of('b') })
  const entry = (id: Ids): KeyEntry => ({ apiKey: keyOf(id), baseURL: fake.url(id), fetch: fake.fetch })
  return { fake, entry, balancer: balancerOf({ a: entry('a'), b: entry('b') }) }
}

const gemini = (balancer: Balancer<BridgeTarget>): GoogleGenAI => new GoogleGenAI({ ...balanced(balancer) })
const cohere = (balancer: Balancer<BridgeTarget>): CohereClientV2 =>
  new CohereClientV2({ ...balanced(balancer) })

const asked = { model: 'gemini-3.8-flash', contents: 'Why?' }
const question = { model: 'command-a', messages: [{ role: 'user' as const, content: 'Why?' }] }

const textOf = ({ message }: Awaited<ReturnType<CohereClientV2['chat']>>): string =>
  (message.content ?? []).map((block) => (block.type === 'text' ? block.text : '')).join('')

/** The answer of a genuine client, whole or streamed. */
const ask: Readonly<Record<Format, (balancer: Balancer<BridgeTarget>, stream: boolean) => Promise<string>>> =
  {
    async google(balancer, stream) {
      const { models } = gemini(balancer)
      if (!stream) return (await models.generateContent(asked)).text ?? ''
      let text = ''
      for await (const chunk of await models.generateContentStream(asked)) text += chunk.text ?? ''
      return text
    },
    async cohere(balancer, stream) {
      if (!stream) return textOf(await cohere(balancer).chat(question))
      let text = ''
      for await (const event of await cohere(balancer).chatStream(question))
        if (event.type === 'content-delta') text += event.delta?.message?.content?.text ?? ''
      return text
    },
  }

/** The credentials in a request's headers and address. */
const credentialsIn = ({ headers, path }: FakeLLM['requests'][number]): unknown[] => [
  headers['x-goog-api-key'] ?? headers['authorization'],
  /[?&](key|access_token)=/.test(path),
]

describe.each(['google', 'cohere'] as const)('a genuine client of %s', (format) => {
  it.each([false, true])('is served by the next target when one fails; streamed: %s', async (stream) => {
    for (const fault of stream ? unnoticedInStreams : unnoticed) {
      const { fake, balancer } = sceneOf(format)
      fake.target('a').outage(fault)
      expect(await ask[format](balancer, stream)).toBe('I am b.')
      const name = typeof fault === 'string' ? fault : fault.fault
      expect(served(fake).map((word) => word.replace(/ \d+/, ''))).toEqual([`a ${name}`, 'b'])
    }
  })

  it('gets the error of the last target when all fail, in its own form and without a key', async () => {
    for (const stream of [false, true]) {
      const { fake, balancer } = sceneOf(format)
      fake.target('a').outage('overloaded')
      fake.target('b').outage('rate-limit')
      const error = await failureOf(ask[format](balancer, stream))
      const { status, statusCode } = error as { readonly status?: number; readonly statusCode?: number }
      expect(status ?? statusCode).toBe(429)
      expect(shown(error)).not.toContain('planted')
    }
  })

  it('sends none of its own credentials, and each target its own', async () => {
    const { fake, balancer } = sceneOf(format)
    fake.target('a').outage('overloaded')
    await ask[format](balancer, false)
    const written = (key: string): string => (format === 'google' ? key : `Bearer ${key}`)
    expect(fake.requests.map(credentialsIn)).toEqual([
      [written(keyOf('a')), false],
      [written(keyOf('b')), false],
    ])
  })

  it('reports what was used', async () => {
    const usage = { inputTokens: 7, outputTokens: 2 }
    for (const stream of [false, true]) {
      const { balancer } = sceneOf(format, { reply: { text: 'x y', usage } })
      await ask[format](balancer, stream)
      expect(balancer.snapshot().targets[0]?.usage).toMatchObject(usage)
    }
  })

  it('may have genuine clients as targets, also behind a key', async () => {
    const { fake, entry } = sceneOf(format)
    const client =
      format === 'google'
        ? new GoogleGenAI({
            apiKey: keyOf('a'),
            httpOptions: { baseUrl: fake.url('a').replace(/\/v1beta$/, ''), fetch: fake.fetch },
          })
        : new CohereClientV2({ token: keyOf('a'), baseUrl: fake.url('a'), fetch: fake.fetch })
    const balancer = balancerOf({ a: { client, model: 'other-model' }, b: entry('b') })
    expect(await ask[format](balancer, false)).toBe('I am a.')
    expect(await ask[format](balancer, true)).toBe('I am a.')
    for (const { path, body } of fake.requests)
      expect(format === 'google' ? path : JSON.stringify(body)).toContain('other-model')
  })

  it('hears of an answer that breaks off', async () => {
    const { fake, balancer } = sceneOf(format, { reply: 'one two three' })
    fake.target('a').script([{ fault: 'cut-in-body', afterChunks: 1 }])
    const ended: string[] = []
    balancer.on('attempt-failed', ({ outcome }) => {
      if (outcome.type === 'failure') ended.push(outcome.kind)
    })
    await failureOf(ask[format](balancer, true))
    expect(ended).toEqual(['stream-interrupted'])
  })
})

describe("requests of Google's SDK", () => {
  it('have their key taken out of the address', async () => {
    const { fake, balancer } = sceneOf('google')
    const response = await bridge(balancer)(
      'https://outer.example/v1beta/models/gemini-3.8-flash:generateContent?key=outer-key',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'proxy-authorization': 'Basic outer-key' },
        body: JSON.stringify({ contents: [{ parts: [{ text: 'Why?' }] }] }),
      },
    )
    expect(response.status).toBe(200)
    expect(JSON.stringify(fake.requests)).not.toContain('outer-key')
    expect(fake.requests.map(({ path }) => path)).toEqual([
      expect.stringMatching(/\/models\/gemini-3\.8-flash:generateContent$/),
    ])
  })

  it('may be those of Vertex AI', async () => {
    const { fake, balancer } = sceneOf('google')
    const path = 'v1/projects/p/locations/l/publishers/google/models/gemini-3.8-flash:generateContent'
    const body = JSON.stringify({ contents: [{ parts: [{ text: 'Why?' }] }] })
    const headers = { 'content-type': 'application/json', authorization: 'Bearer outer' }
    const response = await bridge(balancer)(`https://outer.example/${path}`, {
      method: 'POST',
      headers,
      body,
    })
    expect(response.status).toBe(200)
    expect(fake.requests[0]?.path).toMatch(/\/v1beta\/models\/gemini-3\.8-flash:generateContent$/)
  })

  it('name the model of the target in the path, encoded, and never another path', async () => {
    const { fake, entry } = sceneOf('google')
    const to = (model: string) => gemini(balancerOf({ a: { ...entry('a'), model } })).models
    await to('tunedModels/mine').generateContent(asked)
    expect(fake.requests[0]?.path).toContain('/v1beta/tunedModels/mine:generateContent')
    const error = await failureOf(to('../../v1/other?x=1').generateContent(asked))
    expect(String(error)).toContain('bridge')
    expect(fake.requests).toHaveLength(1)
  })

  it('count tokens and embed at any target', async () => {
    const { fake, balancer } = sceneOf('google')
    fake.target('a').outage('overloaded')
    const { models } = gemini(balancer)
    expect((await models.countTokens(asked)).totalTokens).toBeGreaterThan(0)
    const { embeddings } = await models.embedContent({ model: 'gemini-embedding-001', contents: ['a', 'b'] })
    expect(embeddings).toHaveLength(2)
    expect(served(fake).filter((word) => word.startsWith('b'))).toEqual(['b 200', 'b 200'])
  })

  it('with a cached prompt go to the account that stores it', async () => {
    const { fake, balancer } = sceneOf('google')
    fake.target('a').outage('overloaded')
    const error = await failureOf(
      gemini(balancer).models.generateContent({ ...asked, config: { cachedContent: 'cachedContents/1' } }),
    )
    expect(error).toMatchObject({ status: 503 })
    expect(served(fake).every((word) => word.startsWith('a'))).toBe(true)
  })

  it('that the bridge cannot read are refused before any target is asked', async () => {
    const { fake, balancer } = sceneOf('google')
    const send = bridge(balancer)
    const post = async (path: string): Promise<string> =>
      (
        await send(`https://outer.example/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-goog-api-key': 'k' },
          body: '{"contents":[]}',
        })
      ).text()
    expect(await post('v1beta/models/g:streamGenerateContent')).toContain('server-sent events only')
    expect(await post('upload/v1beta/files')).toContain('uploads of Google')
    expect(await post('v1/projects/p/locations/l/publishers/anthropic/models/c:rawPredict')).toContain(
      "other vendors' models",
    )
    expect(served(fake)).toEqual([])
  })
})

/** A target of Google's that gives this answer, and one that serves. */
const geminiAfter = async (answer: object, stream: boolean): Promise<[text: unknown, asked: string[]]> => {
  const { fake, entry } = sceneOf('google')
  const first: KeyEntry = {
    apiKey: 'k',
    baseURL: 'https://first.example/v1beta',
    fetch: () =>
      Promise.resolve(
        stream
          ? new Response(`data: ${JSON.stringify(answer)}\n\n`, {
              headers: { 'content-type': 'text/event-stream' },
            })
          : Response.json(answer),
      ),
  }
  const balancer = balancerOf({ first, b: entry('b') })
  const text = await ask.google(balancer, stream).catch((error: unknown) => error)
  return [text, served(fake)]
}

describe.each([false, true])("an answer of Google's; streamed: %s", (stream) => {
  const candidate = (finishReason: string, parts: readonly object[] = []) => ({
    candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
  })

  it.each([
    ['has nothing in it', candidate('STOP')],
    ['has an empty text and a signature', candidate('STOP', [{ text: '', thoughtSignature: 'c2ln' }])],
    ['is a malformed call', candidate('MALFORMED_FUNCTION_CALL')],
    ['is an error', { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }],
    ['has no candidates', { usageMetadata: { promptTokenCount: 3 } }],
  ])('that %s is a failure, and the next target answers', async (_, answer) => {
    expect(await geminiAfter(answer, stream)).toEqual(['I am b.', ['b 200']])
  })

  it.each([
    ['is cut off by its length', candidate('MAX_TOKENS')],
    ['has a number for a text', candidate('STOP', [{ text: 6 }])],
    ['was filtered', candidate('SAFETY')],
  ])('that %s is an answer', async (_, answer) => {
    const [, others] = await geminiAfter(answer, stream)
    expect(others).toEqual([])
  })

  it('that refuses the prompt reaches the client as it is, and no other target is asked', async () => {
    const [text, others] = await geminiAfter({ promptFeedback: { blockReason: 'SAFETY' } }, stream)
    expect([text, others]).toEqual(['', []])
  })
})

describe("a stream of Google's that says in each chunk that it is finished", () => {
  const chunk = (text: string, reason = 'STOP'): Uint8Array =>
    new TextEncoder().encode(
      `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, finishReason: reason, index: 0 }] })}\n\n`,
    )

  /** Reads a stream of these steps with a silence between them, by a clock of its own. */
  const readWithSilence = async (...[first, then]: [first: Uint8Array[], then: () => Uint8Array | Error]) => {
    const clock = createFakeClock()
    let source: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        source = controller
        for (const bytes of first) controller.enqueue(bytes)
      },
    })
    const headers = { 'content-type': 'text/event-stream' }
    const fetch = () => Promise.resolve(new Response(body, { headers }))
    const balancer = balancerOf({ a: { apiKey: 'k', fetch } }, { clock })
    const client = new GoogleGenAI({ ...balanced(balancer, { clock }) })
    let text = ''
    const reading = (async () => {
      for await (const { text: piece = '' } of await client.models.generateContentStream(asked)) text += piece
      return text
    })().catch((error: unknown) => error)
    for (let turn = 0; turn < 50 && text === ''; turn += 1) await clock.settle()
    await clock.advance(2000)
    const next = then()
    if (next instanceof Error) source?.error(next)
    else {
      source?.enqueue(next)
      source?.close()
    }
    const read = await reading
    return [read instanceof Error ? 'an error' : read, balancer.snapshot().targets[0]?.failuresByKind]
  }

  it('is read to its end', async () => {
    expect(await readWithSilence([chunk('Hello ')], () => chunk('world'))).toEqual(['Hello world', {}])
  })

  it('is interrupted where it breaks off', async () => {
    const [said, failures] = await readWithSilence([chunk('Hello ')], () => new TypeError('terminated'))
    expect([said, failures]).toEqual(['an error', { 'stream-interrupted': 1 }])
  })
})

describe("requests of Cohere's SDK", () => {
  it('embed, and count tokens at any target', async () => {
    const { fake, balancer } = sceneOf('cohere')
    fake.target('a').outage('overloaded')
    const { embeddings } = await cohere(balancer).embed({
      ...{ model: 'embed-v4.0', texts: ['a'], inputType: 'search_query' as const, embeddingTypes: ['float'] },
    })
    expect(embeddings.float).toHaveLength(1)
    expect(served(fake)).toEqual(['a 503 overloaded', 'b 200'])
  })

  it.each([
    [{ finish_reason: 'COMPLETE' }, 'b'],
    [{ finish_reason: 'ERROR', error: 'it broke' }, 'b'],
    [{ finish_reason: 'TIMEOUT' }, 'b'],
    [{ finish_reason: 'MAX_TOKENS' }, ''],
  ])('have no answer in %j', async (end, other) => {
    const { fake, entry } = sceneOf('cohere')
    const answer = { id: '1', message: { role: 'assistant', content: [] }, ...end }
    const fetch = () => Promise.resolve(Response.json(answer))
    const first = { apiKey: 'k', baseURL: 'https://first.example', fetch }
    for (const stream of [false, true]) {
      const text = await ask.cohere(balancerOf({ first, b: entry('b') }), stream)
      expect(text).toBe(other === '' ? '' : 'I am b.')
    }
    expect(served(fake)).toEqual(other === '' ? [] : ['b 200', 'b 200'])
  })
})
