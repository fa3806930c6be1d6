import { createFakeClock } from '@llm-balancer/core/testing'
import type { ChatResponse } from '@llm-balancer/provider'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancerOptions } from '../src/index.ts'

const prompt = 'Name a city as JSON.'
const messages = [{ role: 'user', content: prompt } as const]

/** How a host answers: with a text, or with an empty answer that a content filter has ended. */
type Answer = string | { readonly finish: 'content_filter' }

function completion(answer: Answer, stream: boolean): Response {
  const content = typeof answer === 'string' ? answer : ''
  const reason = typeof answer === 'string' ? 'stop' : answer.finish
  const usage = { prompt_tokens: 1, completion_tokens: 1 }
  if (!stream) {
    const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: reason }]
    return Response.json({ choices, usage })
  }
  const choices = [{ index: 0, delta: { content }, finish_reason: reason }]
  const events = `data: ${JSON.stringify({ id: 'c', choices, usage })}\n\ndata: [DONE]\n\n`
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } })
}

/** A balancer over hosts that give these answers, and who was asked. */
function over(answers: Readonly<Record<string, Answer>>, options: Partial<LLMBalancerOptions> = {}) {
  const asked: string[] = []
  const llm = createLLMBalancer({
    strategy: 'failover',
    clock: createFakeClock(),
    fetch(url, init) {
      const [host = ''] = new URL(url).hostname.split('.')
      asked.push(host)
      if (url.endsWith('/embeddings'))
        return Promise.resolve(Response.json({ data: [{ index: 0, embedding: [1] }] }))
      return Promise.resolve(completion(answers[host] ?? '', (init.body as string).includes('"stream":true')))
    },
    providers: Object.keys(answers).map((name) => ({
      ...{ name, type: 'openai-compatible', model: `model-of-${name}`, baseURL: `https://${name}.test` },
      ...{ embeddingModel: 'vectors', embeddingSpace: 'one' },
    })),
    ...options,
  })
  onTestFinished(() => llm.close())
  return { llm, asked }
}

const isJson = ({ text }: ChatResponse): true | 'invalid-response' => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return 'invalid-response'
  }
}
const spoken = { one: 'Oslo, I think', two: '{"city":"Oslo"}' }

describe('an answer that is of no use', () => {
  it('by the rule of the balancer goes to the next provider, in generate and in request', async () => {
    const { llm, asked } = over(spoken, { acceptable: isJson })
    expect(await llm.generate({ messages })).toMatchObject({ text: spoken.two, provider: 'two' })
    expect(await llm.request({ prompt })).toMatchObject({
      ...{ content: spoken.two, provider: 'two', model: 'model-of-two', finishReason: 'stop' },
    })
    expect(asked).toEqual(['one', 'two', 'one', 'two'])
    expect(llm.getStats()['one']).toMatchObject({ failures: 2 })
  })

  it("by the call's own rule, in place of the balancer's", async () => {
    const { llm, asked } = over(spoken, { acceptable: isJson })
    expect(await llm.request({ prompt }, { acceptable: () => true })).toMatchObject({ provider: 'one' })
    const tooLong = ({ text }: ChatResponse) => (text.length > 14 ? 'invalid-response' : true)
    await expect(
      llm.request({ prompt }, { acceptable: tooLong, maxAttempts: 1, pin: 'two' }),
    ).rejects.toMatchObject({
      kind: 'invalid-response',
    })
    expect(asked).toEqual(['one', 'two'])
  })

  it('inside a group goes to the next provider of the group', async () => {
    const { llm: group, asked } = over(spoken)
    const { llm } = over({}, { providers: [{ name: 'group', model: group }], acceptable: isJson })
    expect(await llm.request({ prompt })).toMatchObject({ content: spoken.two, provider: 'group' })
    expect(asked).toEqual(['one', 'two'])
  })

  it('is never a vector, nor text that is read piece by piece', async () => {
    const { llm, asked } = over(spoken, { acceptable: () => 'server' })
    const misused: unknown[] = []
    llm.on('listener-failed', ({ error }) => misused.push(error))
    expect(await llm.embed({ values: ['a'] })).toMatchObject({ embeddings: [[1]] })
    const pieces: string[] = []
    for await (const piece of llm.request({ prompt, stream: true })) pieces.push(piece)
    expect(pieces).toEqual([spoken.one])
    expect(asked).toEqual(['one', 'one'])
    expect(misused).toEqual([])
  })

  it.each<[string, (options: object) => unknown]>([
    ['request', (options) => over(spoken).llm.request({ prompt, stream: true }, options)],
    ['stream', (options) => over(spoken).llm.stream({ messages }, options)],
    ['embed', (options) => over(spoken).llm.embed({ values: ['a'] }, options)],
  ])('is no option where the answer does not come as a whole: %s', async (owner, call) => {
    const made = async (): Promise<unknown> => await call({ acceptable: isJson })
    await expect(made()).rejects.toThrow(`${owner}: unknown option "acceptable"`)
  })
})

describe('an answer that a content filter has emptied', () => {
  const filtered = { one: { finish: 'content_filter' }, two: 'Oslo' } as const
  const retry = { failoverOnContentPolicy: true }

  it('goes to the next provider where that is asked for, whole and streamed', async () => {
    const { llm, asked } = over(filtered, { retry })
    expect(await llm.request({ prompt })).toMatchObject({ content: 'Oslo', provider: 'two' })
    expect(await llm.generate({ messages })).toMatchObject({ text: 'Oslo', provider: 'two' })
    const pieces: string[] = []
    const stream = llm.request({ prompt, stream: true })
    for await (const piece of stream) pieces.push(piece)
    expect(pieces).toEqual(['Oslo'])
    expect(await stream.response).toMatchObject({ provider: 'two', model: 'model-of-two' })
    expect(asked).toEqual(['one', 'two', 'one', 'two', 'one', 'two'])
    expect(llm.getStats()['one']).toMatchObject({ failures: 0, isHealthy: true })
  })

  it('is an answer otherwise', async () => {
    const { llm, asked } = over(filtered)
    expect(await llm.request({ prompt })).toMatchObject({ content: '', finishReason: 'content-filter' })
    expect(asked).toEqual(['one'])
  })
})
