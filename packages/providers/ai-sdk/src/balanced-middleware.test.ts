import type { LanguageModelV4 } from '@ai-sdk/provider'
import { roundRobin } from '@llm-balancer/core'
import { sourcesOf } from '@llm-balancer/testing'
import { generateText, streamText, wrapLanguageModel } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedMiddleware } from './balanced-middleware.ts'
import { createScene } from './test/scene.ts'
import type { Scene } from './test/scene.ts'

const sceneOf = (): Scene & { model: LanguageModelV4 } => {
  const scene = createScene('AI SDK models')
  onTestFinished(() => scene.fake.close())
  const [first] = scene.targets
  return { ...scene, model: (first as { model: LanguageModelV4 }).model }
}

describe('a model wrapped with balancedMiddleware', () => {
  it('is called first, and keeps its name', async () => {
    const { model, targets, asked } = sceneOf()
    const wrapped = wrapLanguageModel({ model, middleware: balancedMiddleware(targets.slice(1)) })
    const { text } = await generateText({ model: wrapped, prompt: 'Hello' })
    expect(sourcesOf(text)).toEqual(['first#1'])
    expect(asked()).toEqual(['first'])
    expect([wrapped.provider, wrapped.modelId]).toEqual(['openai.chat', 'model-of-first'])
  })

  it('has others behind it, in streams too, and is not called while its key is blocked', async () => {
    const { fake, model, targets, asked } = sceneOf()
    fake.target('first').script(['overloaded', 'quota'])
    const wrapped = wrapLanguageModel({ model, middleware: balancedMiddleware(targets.slice(1)) })
    const { finalStep } = await generateText({ model: wrapped, prompt: 'Hello' })
    expect(finalStep.providerMetadata?.['llmBalancer']).toMatchObject({
      target: 'second',
      attempts: [{ target: 'openai.chat/model-of-first', kind: 'overloaded' }, { target: 'second' }],
    })
    expect(sourcesOf(await streamText({ model: wrapped, prompt: 'Hello' }).text)).toEqual(['second#4'])
    await generateText({ model: wrapped, prompt: 'Hello' })
    expect(asked()).toEqual(['first: overloaded', 'second', 'first: quota', 'second', 'second'])
  })

  it('shares the middleware with other models, each with a balancer of its own', async () => {
    const { fake, model, targets, asked } = sceneOf()
    const middleware = balancedMiddleware(targets.slice(2))
    const second = (targets[1] as { model: LanguageModelV4 }).model
    fake.target('first').script(['quota'])
    fake.target('second').script(['server'])
    await generateText({ model: wrapLanguageModel({ model, middleware }), prompt: 'Hello' })
    await generateText({ model: wrapLanguageModel({ model: second, middleware }), prompt: 'Hello' })
    expect(asked()).toEqual(['first: quota', 'third', 'second: server', 'third'])
  })

  it('takes the settings of a balancer', async () => {
    const { model, targets, asked } = sceneOf()
    const middleware = balancedMiddleware(targets.slice(1), { strategy: roundRobin() })
    const wrapped = wrapLanguageModel({ model, middleware })
    for (let call = 0; call < 3; call += 1) await generateText({ model: wrapped, prompt: 'Hello' })
    expect(asked().toSorted()).toEqual(['first', 'second', 'third'])
  })

  it('leaves files to be downloaded, unless every target fetches them', () => {
    const { model } = sceneOf()
    const supportedUrls = { 'image/*': [/^https:/] }
    expect(model.supportedUrls).not.toEqual({})
    expect(wrapLanguageModel({ model, middleware: balancedMiddleware([]) }).supportedUrls).toEqual({})
    expect(
      wrapLanguageModel({ model, middleware: balancedMiddleware([], { supportedUrls }) }).supportedUrls,
    ).toBe(supportedUrls)
  })
})
