import { APICallError } from '@ai-sdk/provider'
import { createBalancer } from '@llm-balancer/core'
import type { ChatModel } from '@llm-balancer/provider'
import { expect, it, onTestFinished } from 'vitest'
import { balancedModel } from './balanced-model.ts'
import { createScene, errorOf, inOrder } from './test/scene.ts'

const call = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Hello' }] }] }

it('a failed call tells which targets were not called, beside those that were', async () => {
  const { fake, targets, asked } = createScene()
  onTestFinished(() => fake.close())
  for (const id of ['first', 'second'] as const) fake.target(id).outage('auth')
  const drained = targets.map((entry, place) => ({ ...entry, weight: place === 2 ? 0 : 1 }))
  const error = await errorOf(balancedModel(drained, inOrder()).doGenerate(call))
  expect(asked()).toEqual(['first: auth', 'second: auth'])
  if (!APICallError.isInstance(error)) return expect.unreachable()
  expect(error.data).toMatchObject({
    attempts: [{ target: 'first' }, { target: 'second' }],
    notTried: [{ target: 'third', reason: 'drained' }],
  })
})

it.each(['doGenerate', 'doStream'] as const)(
  'a model that throws a TypeError fails %s as others do',
  async (way) => {
    const mistake = (): never => {
      throw new TypeError('undefined is not a function')
    }
    const client: ChatModel = { provider: 'odd', modelId: 'm', generate: mistake, stream: mistake }
    const balancer = createBalancer<ChatModel>({ targets: [{ id: 'a', client }], retry: { maxAttempts: 1 } })
    const error = await errorOf(balancedModel(balancer)[way](call))
    if (!APICallError.isInstance(error)) return expect.unreachable()
    expect(error).toMatchObject({ isRetryable: false, data: { attempts: [{ target: 'a' }] } })
  },
)
