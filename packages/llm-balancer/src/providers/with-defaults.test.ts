import type { CallOptions, ChatModel, ChatRequest } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { withDefaults } from './with-defaults.ts'

/** A model that keeps what it was asked. */
class Keeping implements ChatModel {
  readonly provider = 'p'
  readonly modelId = 'm'
  readonly asked: [string, ChatRequest | undefined, CallOptions | undefined][] = []

  generate(request: ChatRequest, call?: CallOptions): Promise<never> {
    this.asked.push(['generate', request, call])
    return Promise.reject(new Error('never answers'))
  }

  async *stream(request: ChatRequest, call?: CallOptions): AsyncGenerator<never> {
    this.asked.push(['stream', request, call])
    yield* await Promise.resolve([])
  }

  probe(call?: CallOptions): Promise<void> {
    this.asked.push(['probe', undefined, call])
    return Promise.resolve()
  }
}

const messages = [{ role: 'user', content: 'Hi' }] as const

it('is the model itself without defaults', () => {
  const model = new Keeping()
  expect(withDefaults(model, undefined)).toBe(model)
})

it('hands on everything but what is filled in', async () => {
  const model = new Keeping()
  const filled = withDefaults(model, {
    temperature: 0.5,
    providerOptions: { p: { a: 1, b: 1 }, q: { c: 1 } },
  })
  const call = { signal: new AbortController().signal }
  await filled.generate({ messages, topP: 1 }, call).catch(() => {})
  for await (const part of filled.stream({ messages, providerOptions: { p: { b: 2 }, r: { d: 2 } } }, call))
    expect(part).toBeUndefined()
  await filled.probe?.(call)
  expect([filled.provider, filled.modelId]).toEqual(['p', 'm'])
  expect(model.asked).toEqual([
    [
      'generate',
      { messages, topP: 1, temperature: 0.5, providerOptions: { p: { a: 1, b: 1 }, q: { c: 1 } } },
      call,
    ],
    [
      'stream',
      { messages, temperature: 0.5, providerOptions: { p: { a: 1, b: 2 }, q: { c: 1 }, r: { d: 2 } } },
      call,
    ],
    ['probe', undefined, call],
  ])
})

it('has no probe when the model has none, and adds no setting that is not given', async () => {
  const asked: ChatRequest[] = []
  const model: ChatModel = {
    provider: 'p',
    modelId: 'm',
    generate: (request) => {
      asked.push(request)
      return Promise.reject(new Error('never answers'))
    },
    stream: () => {
      throw new Error('never streams')
    },
  }
  const filled = withDefaults(model, { maxOutputTokens: 5 })
  expect('probe' in filled).toBe(false)
  await filled.generate({ messages }).catch(() => {})
  expect(asked).toEqual([{ messages, maxOutputTokens: 5 }])
})
