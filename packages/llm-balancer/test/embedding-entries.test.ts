import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type ProviderInput } from '../src/index.ts'

/** A balancer over these providers, and what they were asked: `vectors /embeddings`. */
function over(providers: readonly ProviderInput[]) {
  const asked: string[] = []
  const llm = createLLMBalancer({
    providers,
    strategy: 'failover',
    clock: createFakeClock(),
    fetch(url) {
      const { hostname, pathname } = new URL(url)
      asked.push(`${hostname.split('.')[0] ?? ''} ${pathname}`)
      return Promise.resolve(
        pathname.endsWith('/embeddings')
          ? Response.json({ data: [{ index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 1 } })
          : Response.json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }),
      )
    },
  })
  onTestFinished(() => llm.close())
  return { llm, asked }
}

const vectors = {
  name: 'vectors',
  type: 'openai-compatible',
  embeddingModel: 'bge',
  baseURL: 'https://vectors.test',
} as const
const talker = {
  name: 'talker',
  type: 'openai-compatible',
  model: 'm',
  baseURL: 'https://talker.test',
} as const

it('an entry with an embedding model alone makes vectors, and no chat call goes there', async () => {
  const { llm, asked } = over([vectors, talker])
  expect((await llm.embed({ values: ['a'] })).embeddings).toEqual([[1, 2]])
  expect((await llm.request({ prompt: 'Hi' })).content).toBe('Hi')
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  expect((await llm.generate({ messages })).provider).toBe('talker')
  for await (const text of llm.request({ prompt: 'Hi', stream: true })) expect(text).toBe('Hi')
  expect(asked).toEqual([
    'vectors /embeddings',
    ...Array.from({ length: 3 }, () => 'talker /chat/completions'),
  ])
})

it('is described by its embedding model', () => {
  const { llm } = over([vectors])
  expect(llm.getHealthyProviders()).toMatchObject([
    { name: 'vectors', vendor: 'openai-compatible', model: 'bge', embeddingModel: 'bge', lacks: ['chat'] },
  ])
})

it('says what is missing where there is no other', async () => {
  const { llm, asked } = over([vectors])
  await expect(llm.request({ prompt: 'Hi' })).rejects.toMatchObject({
    code: 'no-target-available',
    message: expect.stringContaining('chat') as string,
  })
  expect(asked).toEqual([])
})

it('takes chat calls once it has a model, and others do once it is gone', async () => {
  const { llm } = over([vectors])
  llm.updateProvider('vectors', { model: 'm' })
  expect((await llm.request({ prompt: 'Hi' })).content).toBe('Hi')
  await llm.removeProvider('vectors')
  llm.addProvider(talker)
  expect((await llm.request({ prompt: 'Hi' })).content).toBe('Hi')
})

it('a provider of any kind that lacks chat gets none', async () => {
  const { llm, asked } = over([{ ...talker, name: 'other', lacks: ['chat'] }, talker])
  await llm.request({ prompt: 'Hi' })
  expect(asked).toEqual(['talker /chat/completions'])
})

it('an entry without any model is refused', () => {
  const { embeddingModel: _, ...nothing } = vectors
  expect(() => over([nothing as never])).toThrow('provider "vectors": "model" is missing')
  expect(() => over([{ ...vectors, type: 'anthropic' }])).toThrow('anthropic makes no embeddings')
})
