import { describe, expect, it } from 'vitest'
import { openaiCompatible } from './openai-compatible.ts'

const settings = { model: 'm', baseURL: 'http://vllm:8000/v1', allowInsecureHttp: true }
const messages = [{ role: 'user', content: 'hi' }] as const
const body = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }

describe('openaiCompatible', () => {
  it('needs no key, and names itself after the server', async () => {
    let headers: unknown
    const fetch = (_: string, init: RequestInit): Promise<Response> => {
      headers = init.headers
      return Promise.resolve(Response.json(body))
    }
    const model = openaiCompatible({ ...settings, fetch, name: 'vllm', headers: { 'x-team': 'a' } })
    expect(model).toMatchObject({ provider: 'vllm', modelId: 'm' })
    expect((await model.generate({ messages })).text).toBe('Hello')
    expect(headers).toEqual({ 'content-type': 'application/json', 'x-team': 'a' })
    expect(openaiCompatible(settings).provider).toBe('openai-compatible')
  })

  it('names a setting that is missing, unknown or wrong', () => {
    const create = (wrong: object): (() => unknown) => {
      const all = { ...settings, ...wrong }
      return () => openaiCompatible(all)
    }
    expect(create({ model: undefined })).toThrow('openai-compatible: "model" is missing')
    expect(create({ baseURL: undefined })).toThrow('openai-compatible: "baseURL" is missing')
    expect(create({ baseUrl: 'x' })).toThrow('unknown option "baseUrl", did you mean "baseURL"?')
    expect(create({ name: 5 })).toThrow('openai-compatible: "name" must be a string that is not empty, got 5')
    expect(create({ reasoningInput: 'thinking' })).toThrow(
      '"reasoningInput" must be one of "reasoning", "reasoning_content", got "thinking"',
    )
    expect(create({ fetch: 'x' })).toThrow('"fetch" must be a function')
    expect(create({ maxResponseBytes: -1 })).toThrow(RangeError)
    expect(create({ headers: { 'x-note': 'a\nb' } })).toThrow(
      'header "x-note" has a value that HTTP cannot carry',
    )
  })

  it('sends reasoning back in the field of the server', async () => {
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(body))
    const ask = async (reasoningInput?: 'reasoning_content'): Promise<unknown> => {
      const model = openaiCompatible({ ...settings, fetch, reasoningInput })
      const content = [{ type: 'reasoning', text: 'hm' } as const, { type: 'text', text: 'Hi' } as const]
      const { request, warnings } = await model.generate({
        messages: [{ role: 'assistant', content }, ...messages],
      })
      return [(request.body as { messages: unknown[] }).messages[0], warnings.length]
    }
    expect(await ask()).toEqual([{ role: 'assistant', content: 'Hi' }, 1])
    expect(await ask('reasoning_content')).toEqual([
      { role: 'assistant', content: 'Hi', reasoning_content: 'hm' },
      0,
    ])
  })

  it('lays headers of the call over those of the request over its own', async () => {
    let headers: unknown
    const fetch = (_: string, init: RequestInit): Promise<Response> => {
      headers = init.headers
      return Promise.resolve(Response.json(body))
    }
    const model = openaiCompatible({ ...settings, fetch, headers: { a: '1', b: '1', c: '1' } })
    await model.generate({ messages, headers: { B: '2', C: '2' } }, { headers: { c: '3' } })
    expect(headers).toMatchObject({ a: '1', b: '2', c: '3' })
  })

  it('reports headers, then usage', async () => {
    const facts: unknown[] = []
    const usage = { prompt_tokens: 3, completion_tokens: 2 }
    const fetch = (): Promise<Response> => Promise.resolve(Response.json({ ...body, usage }))
    await openaiCompatible({ ...settings, fetch }).generate(
      { messages },
      { report: (fact) => facts.push(fact) },
    )
    expect(facts).toEqual([
      { headers: { 'content-type': 'application/json' } },
      { usage: { inputTokens: 3, outputTokens: 2 } },
    ])
  })

  it('probes with the cheapest request there is', async () => {
    const asked: string[] = []
    const fetch = (url: string, { method }: RequestInit): Promise<Response> => {
      asked.push(`${method ?? ''} ${url}`)
      return Promise.resolve(
        asked.length === 1 ? Response.json([{ id: 'm' }]) : new Response('', { status: 401 }),
      )
    }
    const model = openaiCompatible({ ...settings, fetch })
    await model.probe?.()
    expect(asked).toEqual(['GET http://vllm:8000/v1/models'])
    await expect(model.probe?.()).rejects.toMatchObject({ kind: 'auth' })
  })

  it('closes the upstream stream at once when the consumer leaves, also while it waits', async () => {
    let cancelled = 0
    const upstream = (): ReadableStream<Uint8Array> => {
      const first = { choices: [{ index: 0, delta: { content: 'Hel' } }] }
      const bytes = new TextEncoder().encode(`data: ${JSON.stringify(first)}\n\n`)
      return new ReadableStream({
        start: (controller) => controller.enqueue(bytes),
        cancel: () => void (cancelled += 1),
      })
    }
    const fetch = (): Promise<Response> => Promise.resolve(new Response(upstream()))
    const model = openaiCompatible({ ...settings, fetch })
    for await (const part of model.stream({ messages })) if (part.type === 'text-delta') break
    expect(cancelled).toBe(1)
    const waiting = model.stream({ messages })[Symbol.asyncIterator]()
    for (let part = await waiting.next(); ; part = await waiting.next()) {
      if (part.done === true || part.value.type === 'text-delta') break
    }
    const pending = waiting.next()
    await waiting.return?.()
    expect(await pending).toMatchObject({ done: true })
    expect(cancelled).toBe(2)
    for await (const _ of model.stream({ messages })) break
    expect(cancelled).toBe(3)
  })

  it("throws the reason of the caller's signal from a stream", async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const fetch = (): Promise<Response> => Promise.resolve(new Response(new ReadableStream()))
    const stream = openaiCompatible({ ...settings, fetch }).stream(
      { messages },
      { signal: controller.signal },
    )
    const reading = (async () => {
      for await (const _ of stream);
    })()
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
  })
})
