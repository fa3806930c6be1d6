import { createFakeClock } from '@llm-balancer/core/testing'
import { collect } from '@llm-balancer/provider'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancerOptions } from '../src/index.ts'

const prompt = 'Why?'
const messages = [{ role: 'user', content: prompt } as const]
const tools = [{ type: 'function', name: 'f', inputSchema: { type: 'object' } } as const]

type Answer = { readonly message: object; readonly finish?: string }

const thoughts: Answer = { message: { content: '', reasoning_content: 'hm' } }
const spoken: Answer = { message: { content: 'Because.', reasoning_content: 'hm' } }
const call: Answer = {
  message: { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] },
  finish: 'tool_calls',
}

const sse = (...chunks: readonly object[]): string =>
  [...chunks.map((chunk) => JSON.stringify({ id: 'c1', ...chunk })), '[DONE]']
    .map((data) => `data: ${data}\n\n`)
    .join('')

const streamed = ({ message, finish = 'stop' }: Answer): string =>
  sse(
    ...Object.entries(message).map(([name, value]) => ({
      choices: [{ index: 0, delta: { [name]: value as unknown } }],
    })),
    { choices: [{ index: 0, delta: {}, finish_reason: finish }] },
  )

/** A balancer over hosts that give these answers, and who was asked. */
function over(answers: Readonly<Record<string, Answer>>, options: Partial<LLMBalancerOptions> = {}) {
  const asked: string[] = []
  const llm = createLLMBalancer({
    strategy: 'failover',
    clock: createFakeClock(),
    fetch(url, init) {
      const [host = ''] = new URL(url).hostname.split('.')
      const answer = answers[host] ?? spoken
      asked.push(host)
      if ((init.body as string).includes('"stream":true'))
        return Promise.resolve(new Response(streamed(answer)))
      const { message, finish: finish_reason = 'stop' } = answer
      return Promise.resolve(Response.json({ id: 'c1', choices: [{ index: 0, message, finish_reason }] }))
    },
    providers: Object.keys(answers).map((name) => ({
      ...{ name, type: 'openai-compatible', model: `model-of-${name}`, baseURL: `https://${name}.test` },
    })),
    ...options,
  })
  onTestFinished(() => llm.close())
  return { llm, asked }
}

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

describe('an answer with nothing but thoughts', () => {
  it('is none of a request, whole or piece by piece: the next provider is asked', async () => {
    const { llm, asked } = over({ one: thoughts, two: spoken })
    expect(await llm.request({ prompt })).toMatchObject({ content: 'Because.', provider: 'two' })
    expect(await textOf(llm.request({ prompt, stream: true }))).toBe('Because.')
    expect(asked).toEqual(['one', 'two', 'one', 'two'])
    expect(llm.snapshot().targets[0]?.failuresByKind).toEqual({ 'invalid-response': 2 })
  })

  it('fails a request when no provider has another one', async () => {
    const { llm } = over({ one: thoughts }, { retry: { maxAttempts: 1 } })
    await expect(llm.request({ prompt })).rejects.toMatchObject({
      kind: 'invalid-response',
      message: 'one/model-of-one: the answer has no text',
    })
    await expect(textOf(llm.request({ prompt, stream: true }))).rejects.toMatchObject({
      kind: 'invalid-response',
    })
  })

  it('is kept by generate and stream, and by a request that asks for it', async () => {
    const { llm, asked } = over({ one: thoughts, two: spoken })
    const kept = { text: '', content: [{ type: 'reasoning', text: 'hm' }] }
    expect(await llm.generate({ messages })).toMatchObject(kept)
    expect(await collect(llm.stream({ messages }))).toMatchObject(kept)
    expect((await llm.request({ prompt }, { thoughtsOnly: 'keep' })).content).toBe('')
    expect(await textOf(llm.request({ prompt, stream: true }, { thoughtsOnly: 'keep' }))).toBe('')
    expect(asked).toEqual(['one', 'one', 'one', 'one'])
  })

  it('is refused by generate and stream on request', async () => {
    const { llm, asked } = over({ one: thoughts, two: spoken })
    const options = { thoughtsOnly: 'refuse' } as const
    expect((await llm.generate({ messages }, options)).provider).toBe('two')
    expect((await collect(llm.stream({ messages }, options))).text).toBe('Because.')
    expect(asked).toEqual(['one', 'two', 'one', 'two'])
  })

  it('is an answer when it grew too long', async () => {
    const { llm, asked } = over({ one: { ...thoughts, finish: 'length' }, two: spoken })
    expect(await llm.request({ prompt })).toMatchObject({ content: '', finishReason: 'length' })
    const pieces = llm.request({ prompt, stream: true })
    expect(await textOf(pieces)).toBe('')
    expect((await pieces.response).finishReason).toBe('length')
    await llm.generate({ messages }, { thoughtsOnly: 'refuse' })
    expect(asked).toEqual(['one', 'one', 'one'])
  })
})

describe('a call of a tool', () => {
  it('is an answer of generate and stream, and none of a request, which is for text', async () => {
    const { llm, asked } = over({ one: call, two: spoken })
    const options = { thoughtsOnly: 'refuse' } as const
    expect((await llm.generate({ messages, tools }, options)).content).toHaveLength(1)
    expect((await collect(llm.stream({ messages, tools }, options))).content).toHaveLength(1)
    expect(asked).toEqual(['one', 'one'])
    expect((await llm.request({ prompt })).provider).toBe('two')
  })
})

describe('a stream of text', () => {
  /** Thoughts, then what follows: a text, or a broken connection. */
  const thinking = (then: string | Error, clock = createFakeClock()) => {
    const asked: string[] = []
    const llm = createLLMBalancer({
      ...{ strategy: 'failover', clock, timeouts: { firstContentMs: 1400, idleMs: 1400 } },
      fetch(url) {
        const [host = ''] = new URL(url).hostname.split('.')
        asked.push(host)
        if (host === 'two') return Promise.resolve(new Response(streamed(spoken)))
        let step = 0
        const thought = sse({ choices: [{ index: 0, delta: { reasoning_content: 'hm' } }] }).replace(
          /data: \[.*/s,
          '',
        )
        const body = new ReadableStream<Uint8Array>(
          {
            async pull(controller) {
              step += 1
              await new Promise<void>((resolve) => clock.schedule(resolve, 600))
              if (step < 5) controller.enqueue(new TextEncoder().encode(thought))
              else if (then instanceof Error) controller.error(then)
              else {
                controller.enqueue(new TextEncoder().encode(then))
                controller.close()
              }
            },
          },
          { highWaterMark: 0 },
        )
        return Promise.resolve(new Response(body))
      },
      providers: ['one', 'two'].map((name) => ({
        ...{ name, type: 'openai-compatible', model: 'm', baseURL: `https://${name}.test` },
      })),
    })
    onTestFinished(() => llm.close())
    const drive = async <Value>(work: Promise<Value>): Promise<Value> => {
      let isSettled = false
      const settled = work.finally(() => (isSettled = true))
      for (let step = 0; step < 100 && !isSettled; step += 1) {
        await new Promise(setImmediate)
        await clock.advance(100)
      }
      return settled
    }
    return { llm, asked, drive }
  }

  it('commits at its first text: thoughts that break are another provider’s chance', async () => {
    const { llm, asked, drive } = thinking(new Error('reset'))
    expect(await drive(textOf(llm.request({ prompt, stream: true })))).toBe('Because.')
    expect(asked).toEqual(['one', 'two'])
  })

  it('may think for longer than its first content may take', async () => {
    const { llm, asked, drive } = thinking(streamed({ message: { content: 'At last.' } }))
    expect(await drive(textOf(llm.request({ prompt, stream: true })))).toBe('At last.')
    expect(asked).toEqual(['one'])
  })
})

it('the option is refused where it means nothing, and by its values', async () => {
  const { llm } = over({ one: spoken })
  await expect(llm.embed({ value: 'x' } as never, { thoughtsOnly: 'keep' } as never)).rejects.toThrow(
    'unknown option "thoughtsOnly"',
  )
  await expect(llm.request({ prompt }, { thoughtsOnly: 'drop' as never })).rejects.toThrow('"thoughtsOnly"')
})
