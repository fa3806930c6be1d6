import { NoSuchModelError } from '@ai-sdk/provider'
import { sourcesOf } from '@llm-balancer/testing'
import { createProviderRegistry, customProvider, embed, generateText } from 'ai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { balancedModel } from './balanced-model.ts'
import { balancedProvider } from './balanced-provider.ts'
import { embeddingModel } from './test/models.ts'
import { createScene, inOrder } from './test/scene.ts'

const providerOf = () => {
  const { fake, targets, asked } = createScene('AI SDK models')
  onTestFinished(() => fake.close())
  const provider = balancedProvider({
    languageModels: {
      fast: targets.slice(2),
      smart: balancedModel(targets, { ...inOrder(), modelId: 'clever' }),
    },
    embeddingModels: { vectors: [embeddingModel()] },
  })
  return { fake, provider, asked }
}

describe('a provider of balanced models', () => {
  it('serves a registry', async () => {
    const { fake, provider, asked } = providerOf()
    const registry = createProviderRegistry({ balanced: provider })
    fake.target('first').script(['overloaded'])
    const { text } = await generateText({ model: registry.languageModel('balanced:smart'), prompt: 'Hello' })
    expect(sourcesOf(text)).toEqual(['second#2'])
    await generateText({ model: registry.languageModel('balanced:fast'), prompt: 'Hello' })
    expect(asked()).toEqual(['first: overloaded', 'second', 'third'])
    const { embedding } = await embed({ model: registry.embeddingModel('balanced:vectors'), value: 'four' })
    expect(embedding).toEqual([4])
  })

  it('stands behind a custom provider', async () => {
    const { provider, asked } = providerOf()
    const custom = customProvider({ fallbackProvider: provider })
    await generateText({ model: custom.languageModel('fast'), prompt: 'Hello' })
    expect(asked()).toEqual(['third'])
  })

  it('names its models after their entries, unless they have a name', () => {
    const { provider } = providerOf()
    expect(provider.languageModel('fast').modelId).toBe('fast')
    expect(provider.languageModel('smart').modelId).toBe('clever')
    expect(provider.embeddingModel('vectors').modelId).toBe('vectors')
    expect(provider.languageModel('fast')).toBe(provider.languageModel('fast'))
  })

  it('names the model that it does not have', () => {
    const { provider } = providerOf()
    expect(() => provider.languageModel('slow')).toThrow(NoSuchModelError)
    expect(() => provider.languageModel('toString')).toThrow(NoSuchModelError)
    expect(() => provider.embeddingModel('fast')).toThrow(/No such embeddingModel: fast/)
    expect(() => provider.imageModel('fast')).toThrow(/No such imageModel: fast/)
  })

  it('refuses unknown options', () => {
    expect(() => balancedProvider({ models: {} } as never)).toThrow(/unknown option "models"/)
  })

  it('refuses what is no source of models by name, without showing it', () => {
    const make = (options: object) => () => balancedProvider(options)
    expect(make({ languageModels: 'sk-secret' })).toThrow(
      new TypeError('balancedProvider: "languageModels" must be an object, got a string'),
    )
    expect(make({ embeddingModels: { vectors: 'sk-secret' } })).toThrow(
      /^balancedProvider: "embeddingModels\.vectors" must be a list of models, .*, got a string$/,
    )
  })
})
