import { createBalancer, failover } from '@llm-balancer/core'
import type { RunOptions } from '@llm-balancer/core'
import { isContentPart, isFinalPart } from '@llm-balancer/provider'
import type { ChatModel, StreamPart } from '@llm-balancer/provider'
import { sourcesOf } from '@llm-balancer/testing'
import { generateText, streamText } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedModel } from './balanced-model.ts'
import { toTargets, type LLMBalancerLike } from '@llm-balancer/provider/balanced'
import { createScene, errorOf } from './test/scene.ts'
import type { Scene } from './test/scene.ts'

/** A balancer that makes its own calls of models, as the umbrella's does, and the options it was given. */
const sceneOf = (): Scene & { llm: LLMBalancerLike; told: RunOptions[] } => {
  const scene = createScene()
  onTestFinished(() => scene.fake.close())
  const balancer = createBalancer<ChatModel>({
    strategy: failover(),
    targets: toTargets<ChatModel, ChatModel>('test', scene.targets as readonly ChatModel[], (model) => model),
  })
  const told: RunOptions[] = []
  const llm: LLMBalancerLike = {
    async generate(request, options = {}) {
      told.push(options)
      const { value, target, attempts } = await balancer.runWithTrail(
        (model, { signal }) => model.generate(request, { signal }),
        options,
      )
      return { ...value, provider: target.id, attempts }
    },
    stream(request, { includeRaw, ...options } = {}) {
      told.push(options)
      return balancer.stream<StreamPart>(
        (model, { signal }) => model.stream(request, { signal, includeRaw }),
        {
          ...options,
          isContent: isContentPart,
          isFinal: isFinalPart,
        },
      )
    },
  }
  return { ...scene, llm, told }
}

describe('a balanced model over the umbrella’s balancer', () => {
  it('answers and streams, with failover and a trail', async () => {
    const { fake, llm, asked } = sceneOf()
    fake.target('first').script(['server', 'overloaded'])
    const model = balancedModel(llm)
    const whole = await generateText({ model, prompt: 'Hello' })
    expect(sourcesOf(whole.text)).toEqual(['second#2'])
    expect(whole.finalStep.providerMetadata?.['llmBalancer']).toMatchObject({
      target: 'second',
      attempts: [{ target: 'first', kind: 'server', status: 500 }, { target: 'second' }],
    })
    const streamed = streamText({ model, prompt: 'Hello' })
    expect(sourcesOf(await streamed.text)).toEqual(['second#4'])
    expect((await streamed.finalStep).providerMetadata?.['llmBalancer']).toMatchObject({ target: 'second' })
    expect(asked()).toEqual(['first: server', 'second', 'first: overloaded', 'second'])
  })

  it('hands the options of a call on, and fails as one over a list does', async () => {
    const { fake, llm, told } = sceneOf()
    fake.target('third').outage('server')
    const llmBalancer = { pin: 'third', maxAttempts: 1 }
    const error = await errorOf(
      generateText({ model: balancedModel(llm), prompt: 'Hello', providerOptions: { llmBalancer } }),
    )
    expect(told).toMatchObject([llmBalancer])
    expect(error).toMatchObject({
      isRetryable: false,
      statusCode: 500,
      data: { code: 'provider-failed', kind: 'server', attempts: [{ kind: 'server', status: 500 }] },
    })
  })

  it.each([true, false])('gives raw chunks when they are asked for: %s', async (rawChunks) => {
    const { llm } = sceneOf()
    const result = streamText({ model: balancedModel(llm), prompt: 'Hello', include: { rawChunks } })
    const raw: unknown[] = []
    for await (const part of result.stream) if (part.type === 'raw') raw.push(part.rawValue)
    expect(raw.length > 0).toBe(rawChunks)
    if (rawChunks) expect(raw).toContainEqual(expect.objectContaining({ object: 'chat.completion.chunk' }))
    expect((await result.finalStep).warnings).toEqual([])
  })
})
