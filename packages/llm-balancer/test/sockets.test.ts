import { sourcesOf, startFakeLLM } from '@llm-balancer/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { LLMBalancer } from '../src/index.ts'
import { askedOf } from './scene.ts'

// The same over 127.0.0.1, with the platform's own fetch and clock.

const setUp = async () => {
  const server = await startFakeLLM({ targets: { a: { chunkGap: 1 }, b: { format: 'anthropic' } } })
  const llm: LLMBalancer = createLLMBalancer({
    strategy: 'failover',
    providers: [
      { name: 'a', type: 'openai', apiKey: 'k', model: 'm', baseURL: server.url('a') },
      { name: 'b', type: 'anthropic', apiKey: 'k', model: 'm', baseURL: server.url('b') },
    ],
  })
  onTestFinished(async () => {
    await llm.close()
    await server.close()
  })
  return { server, llm }
}

it.each(['refuse', 'cut-before-headers', 'cut-in-body', 'html', 'overloaded'] as const)(
  'a request goes on with the next provider after %s',
  async (fault) => {
    const { server, llm } = await setUp()
    server.target('a').script([fault])
    const { provider, content } = await llm.request({ prompt: 'Hello' })
    expect([provider, sourcesOf(content)]).toEqual(['b', ['b#2']])
    expect(askedOf(server)).toEqual(['a', 'b'])
  },
)

it('a stream that is left ends its connection', async () => {
  const { server, llm } = await setUp()
  server.target('a').update({ chunkGap: 1000 })
  for await (const piece of llm.request({ prompt: 'Hello', stream: true })) {
    expect(piece).not.toBe('')
    break
  }
  await server.until(([request]) => request?.end === 'client-closed')
})

it('an abort ends its connection', async () => {
  const { server, llm } = await setUp()
  server.target('a').outage('hang-before-headers')
  const controller = new AbortController()
  const asking = llm.request({ prompt: 'Hello' }, { signal: controller.signal })
  await server.until((requests) => requests.length === 1)
  controller.abort()
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
  await server.until(([request]) => request?.end === 'client-closed')
})
