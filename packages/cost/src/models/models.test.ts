import { describe, expect, it } from 'vitest'
import { modelCatalogue, modelsAsOf, modelSources } from './index.ts'
import { mainModels } from './models.ts'

describe('the catalogue that comes with the package', () => {
  it('says when and from where it is', () => {
    expect(modelsAsOf).toMatch(/^2026-\d\d-\d\d$/)
    expect(modelSources.every((url) => URL.canParse(url))).toBe(true)
  })

  it('names each model once, at a vendor that has an adapter', () => {
    const names = mainModels.map(({ provider = '', model }) => `${provider}/${model}`)
    expect(new Set(names).size).toBe(names.length)
    const vendors = 'anthropic cerebras cohere deepseek google groq mistral openai together xai'.split(' ')
    expect([...new Set(mainModels.map(({ provider }) => provider))].toSorted()).toEqual(vendors)
  })

  it.each(mainModels)(
    'has facts of $provider $model that fit together',
    ({ cost, contextWindow, capabilities }) => {
      expect(contextWindow).toBeGreaterThan(1000)
      expect(capabilities).toBeDefined()
      if (cost === undefined) return
      const { inputPerMTok = NaN, outputPerMTok = NaN, cacheReadPerMTok, cacheWritePerMTok, longInput } = cost
      expect(outputPerMTok === 0 || outputPerMTok >= inputPerMTok).toBe(true)
      expect(cacheReadPerMTok ?? 0).toBeLessThan(inputPerMTok)
      expect(cacheWritePerMTok ?? Infinity).toBeGreaterThan(inputPerMTok)
      if (longInput !== undefined) {
        expect(longInput.inputPerMTok).toBeGreaterThan(inputPerMTok)
        expect(longInput.aboveTokens).toBeLessThan(contextWindow ?? 0)
      }
    },
  )

  it('says what models can do', () => {
    const known = (model: string): unknown => modelCatalogue.find({ provider: 'openai', model })?.capabilities
    const all = { tools: true, images: true, jsonSchema: true, reasoning: true }
    expect(known('gpt-5.4')).toEqual(all)
    expect(known('gpt-4.1')).toEqual({ ...all, reasoning: false })
    expect(known('text-embedding-3-small')).toEqual({
      tools: false,
      images: false,
      jsonSchema: false,
      reasoning: false,
    })
    const oss = modelCatalogue.find({ provider: 'groq', model: 'openai/gpt-oss-120b' })
    expect(oss?.capabilities).toEqual({ ...all, images: false })
  })

  it('finds models as adapters and AI SDK models name them', () => {
    expect(modelCatalogue.find({ provider: 'anthropic', model: 'claude-sonnet-5-5' })).toEqual({
      cost: { inputPerMTok: 2, outputPerMTok: 10, cacheReadPerMTok: 0.1, cacheWritePerMTok: 2.5 },
      contextWindow: 1_000_000,
      capabilities: { tools: true, images: true, jsonSchema: true, reasoning: true },
    })
    expect(modelCatalogue.find({ provider: 'openai.responses', model: 'gpt-5.4-mini' })?.cost).toBeDefined()
    expect(modelCatalogue.find({ provider: 'azure-openai', model: 'gpt-5.4-mini' })).toBeUndefined()
  })
})
