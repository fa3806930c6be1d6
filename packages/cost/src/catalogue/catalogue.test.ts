import { describe, expect, it } from 'vitest'
import { createCatalogue, mergeCatalogues, type Catalogue, type CatalogueModel } from '../index.ts'

const cost = { inputPerMTok: 3, outputPerMTok: 15 }

describe('a catalogue', () => {
  const catalogue = createCatalogue([
    { provider: 'openai', model: 'large', cost, contextWindow: 1000 },
    { provider: 'azure', model: 'large', contextWindow: 2000 },
    { model: 'small', cost: { inputPerMTok: 1 } },
    { provider: 'own', model: 'small', cost },
  ])

  it.each<[string, string, string | undefined, object | undefined]>([
    ['by vendor and model', 'large', 'openai', { cost, contextWindow: 1000 }],
    ['by the word that the adapter of a vendor has', 'large', 'azure-openai', { contextWindow: 2000 }],
    ['by the name that AI SDK models have', 'large', 'openai.responses', { cost, contextWindow: 1000 }],
    ['at any vendor, where none is named', 'small', 'groq', { cost: { inputPerMTok: 1 } }],
    ['without a vendor', 'small', undefined, { cost: { inputPerMTok: 1 } }],
    ['at its vendor first', 'small', 'own', { cost }],
    ['not at another vendor', 'large', 'groq', undefined],
    ['not without a vendor, where one is named', 'large', undefined, undefined],
    ['not by a similar name', 'large-2026', 'openai', undefined],
    ['not by a name that every object has', 'constructor', '__proto__', undefined],
  ])('finds a model %s', (_, model, provider, expected) => {
    expect(catalogue.find({ model, provider })).toEqual(expected)
  })

  it.each([
    ['azure', 'azure-openai'],
    ['claude', 'anthropic'],
    ['cohere_chat', 'cohere'],
    ['gemini', 'google'],
    ['grok', 'xai'],
    ['together_ai', 'together'],
    ['togetherai', 'together'],
  ])('knows the vendor %s as %s', (provider, word) => {
    const one = createCatalogue([{ provider, model: 'a', contextWindow: 5 }])
    expect(one.models()).toEqual([{ provider: word, model: 'a', contextWindow: 5 }])
    expect(one.find({ provider, model: 'a' })).toEqual({ contextWindow: 5 })
  })

  it('takes the later one of two entries for a model', () => {
    const twice = createCatalogue([
      { model: 'a', cost },
      { model: 'a', contextWindow: 5 },
    ])
    expect(twice.find({ model: 'a' })).toEqual({ contextWindow: 5 })
    expect(twice.models()).toEqual([{ model: 'a', contextWindow: 5 }])
  })

  it('is not changed by its givers and its readers', () => {
    const longInput = { aboveTokens: 10, inputPerMTok: 5 }
    const given = { model: 'a', cost: { ...cost, longInput }, capabilities: { tools: true } }
    const one = createCatalogue([given])
    given.cost.inputPerMTok = 0
    longInput.inputPerMTok = 0
    given.capabilities.tools = false
    const facts = one.find({ model: 'a' })
    const parts = [facts, facts?.cost, facts?.cost?.longInput, facts?.capabilities]
    expect(parts.map((part) => Object.isFrozen(part))).toEqual([true, true, true, true])
    expect(facts).toEqual({
      cost: { ...cost, longInput: { aboveTokens: 10, inputPerMTok: 5 } },
      capabilities: { tools: true },
    })
  })

  it.each<[string, unknown, string]>([
    ['is no list', {}, 'createCatalogue: "models" must be an array, got an object'],
    ['has something else in it', [null], 'createCatalogue: model 1: options must be an object, got null'],
    ['leaves out the name', [{}], 'createCatalogue: model 1: "model" is missing'],
    [
      'has a price below 0',
      [{ model: 'a' }, { model: 'b', cost: { inputPerMTok: -1 } }],
      'createCatalogue: model 2: "cost.inputPerMTok" must be within [0, ∞), got -1',
    ],
    [
      'names a capability that there is not',
      [{ model: 'a', capabilities: { tool: true } }],
      'createCatalogue: model 1: unknown option "capabilities.tool", did you mean "capabilities.tools"?',
    ],
    [
      'has no window',
      [{ model: 'a', contextWindow: 0 }],
      'createCatalogue: model 1: "contextWindow" must be within (0, ∞], got 0',
    ],
  ])('is refused when it %s', (_, models, message) => {
    expect(() => createCatalogue(models as readonly CatalogueModel[])).toThrow(message)
  })
})

describe('merged catalogues', () => {
  const own = createCatalogue([
    { model: 'a', cost: { inputPerMTok: 1 }, capabilities: { tools: true } },
    { model: 'b', contextWindow: 7 },
  ])
  const shipped = createCatalogue([
    { model: 'a', cost, contextWindow: 5, capabilities: { tools: false, images: false } },
    { model: 'b', cost },
    { model: 'c', cost },
  ])
  const merged = mergeCatalogues(own, shipped)

  it('say what the earlier one says, and else what the later one does', () => {
    expect(merged.find({ model: 'a' })).toEqual({
      cost: { inputPerMTok: 1 },
      contextWindow: 5,
      capabilities: { tools: true, images: false },
    })
    expect(merged.find({ model: 'b' })).toEqual({ cost, contextWindow: 7 })
    expect(merged.find({ model: 'c' })).toEqual({ cost })
    expect(merged.find({ model: 'd' })).toBeUndefined()
  })

  it('list each model once', () => {
    expect(merged.models().map(({ model }) => model)).toEqual(['a', 'b', 'c'])
    expect(merged.models()[1]).toEqual({ model: 'b', cost, contextWindow: 7 })
  })

  it('are none without any, and refuse what is no catalogue', () => {
    expect(mergeCatalogues().models()).toEqual([])
    expect(() => mergeCatalogues(own, {} as Catalogue)).toThrow(
      'mergeCatalogues: "catalogues[1].find" must be a function, got undefined',
    )
  })
})
