import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCatalogue } from '../index.ts'

/** As https://models.dev/api.json has it. */
const modelsDev = {
  openai: {
    id: 'openai',
    env: ['OPENAI_API_KEY'],
    models: {
      'gpt-9': {
        id: 'gpt-9',
        attachment: true,
        reasoning: true,
        tool_call: true,
        structured_output: true,
        modalities: { input: ['text', 'image'], output: ['text'] },
        limit: { context: 400_000, input: 272_000, output: 128_000 },
        cost: {
          input: 2.5,
          output: 15,
          cache_read: 0.25,
          tiers: [{ input: 5, output: 22.5, cache_read: 0.5, tier: { type: 'context', size: 272_000 } }],
          context_over_200k: { input: 1, output: 1 },
        },
      },
      'text-only': {
        reasoning: false,
        tool_call: false,
        modalities: { input: ['text'], output: ['text'] },
        limit: { context: 0, output: 0 },
      },
    },
  },
  togetherai: {
    models: {
      'old/tiers': {
        cost: { input: 1, output: 2, reasoning: 3, context_over_200k: { input: 2, output: 4 } },
      },
      'many/tiers': { cost: { input: 1, output: 2, tiers: [{ tier: { size: 1 } }, { tier: { size: 2 } }] } },
      'no/size': { cost: { input: 1, output: 2, tiers: [{ input: 1 }] } },
      'one/price': { cost: { input: 1, output: 2, tiers: [{ input: 7, output: 8, tier: { size: 0 } }] } },
    },
  },
}

/** As LiteLLM's `model_prices_and_context_window.json` has it. */
const liteLLM = {
  sample_spec: { litellm_provider: 'one of …', max_input_tokens: 'max input tokens, if …' },
  'gpt-9': {
    litellm_provider: 'openai',
    mode: 'chat',
    max_tokens: 128_000,
    max_input_tokens: 272_000,
    max_output_tokens: 128_000,
    input_cost_per_token: 2.5e-6,
    output_cost_per_token: 1.5e-5,
    cache_read_input_token_cost: 3e-7,
    cache_creation_input_token_cost: 3.125e-6,
    output_cost_per_reasoning_token: 2e-5,
    input_cost_per_token_above_200k_tokens: 5e-6,
    output_cost_per_token_above_200k_tokens: 2.25e-5,
    input_cost_per_token_above_200k_tokens_priority: 1,
    supports_function_calling: true,
    supports_vision: false,
    supports_reasoning: null,
  },
  'gemini/gemini-9': { litellm_provider: 'gemini', input_cost_per_token: 1e-7, output_cost_per_token: 0 },
  'azure/eu/gpt-9': {
    litellm_provider: 'azure',
    input_cost_per_token: 1,
    input_cost_per_token_above_128k_tokens: 1,
    input_cost_per_token_above_256k_tokens: 1,
  },
  'per-image': { litellm_provider: 'openai', output_cost_per_image: 0.04 },
  homeless: { max_input_tokens: 100 },
}

describe('a file of models.dev', () => {
  const catalogue = parseCatalogue(JSON.stringify(modelsDev))

  it('says what a model costs, reads and can do', () => {
    expect(catalogue.find({ provider: 'openai', model: 'gpt-9' })).toEqual({
      cost: {
        inputPerMTok: 2.5,
        outputPerMTok: 15,
        cacheReadPerMTok: 0.25,
        longInput: { aboveTokens: 272_000, inputPerMTok: 5, outputPerMTok: 22.5, cacheReadPerMTok: 0.5 },
      },
      contextWindow: 400_000,
      capabilities: { tools: true, images: true, jsonSchema: true, reasoning: true },
    })
  })

  it('leaves unknown what it does not say', () => {
    expect(catalogue.find({ provider: 'openai', model: 'text-only' })).toEqual({
      capabilities: { tools: false, images: false, reasoning: false },
    })
  })

  it.each([
    [
      'the older way',
      'old/tiers',
      {
        inputPerMTok: 1,
        outputPerMTok: 2,
        reasoningPerMTok: 3,
        longInput: { aboveTokens: 200_000, inputPerMTok: 2, outputPerMTok: 4 },
      },
    ],
    ['more than once', 'many/tiers', undefined],
    ['without saying from when on', 'no/size', undefined],
    ['from the first token on', 'one/price', { inputPerMTok: 7, outputPerMTok: 8 }],
  ])('has prices of long inputs %s', (_, model, expected) => {
    expect(catalogue.find({ provider: 'together', model })?.cost).toEqual(expected)
  })

  it('may be an object already', () => {
    expect(parseCatalogue(modelsDev).models()).toEqual(catalogue.models())
  })
})

describe('a file of LiteLLM', () => {
  const catalogue = parseCatalogue(JSON.stringify(liteLLM))

  it('says what a model costs, reads and can do', () => {
    expect(catalogue.find({ provider: 'openai', model: 'gpt-9' })).toEqual({
      cost: {
        inputPerMTok: 2.5,
        outputPerMTok: 15,
        cacheReadPerMTok: 0.3,
        cacheWritePerMTok: 3.125,
        reasoningPerMTok: 20,
        longInput: { aboveTokens: 200_000, inputPerMTok: 5, outputPerMTok: 22.5 },
      },
      contextWindow: 272_000,
      capabilities: { tools: true, images: false },
    })
  })

  it('names models as their vendors do', () => {
    const price = { inputPerMTok: 0.1, outputPerMTok: 0 }
    expect(catalogue.find({ provider: 'google', model: 'gemini-9' })?.cost).toEqual(price)
  })

  it('leaves a price unknown that cannot be told here', () => {
    expect(catalogue.find({ provider: 'azure-openai', model: 'eu/gpt-9' })?.cost).toBeUndefined()
    expect(catalogue.find({ provider: 'openai', model: 'per-image' })?.cost).toBeUndefined()
  })

  it('knows models that name no vendor, and not the description of the format', () => {
    expect(catalogue.find({ model: 'homeless' })).toMatchObject({ contextWindow: 100 })
    expect(catalogue.models().map(({ model }) => model)).not.toContain('sample_spec')
  })
})

describe('a file that is wrong', () => {
  const modelsDevWith = (model: unknown): unknown => ({ openai: { models: { 'gpt-9': model } } })
  const liteLLMWith = (fields: object): unknown => ({ 'gpt-9': { litellm_provider: 'openai', ...fields } })

  it.each<[string, unknown, string]>([
    ['no JSON', '{"openai": 1 sk-secret', 'parseCatalogue: is no JSON at position 13'],
    ['cut off', '{"openai"', 'parseCatalogue: is no JSON'],
    ['a list', '[]', 'parseCatalogue: must be the text of a JSON object, or that object, got an array'],
    ['nothing', undefined, 'got undefined'],
    ['of another format', { key: 'sk-secret' }, 'parseCatalogue: is neither a file of models.dev'],
    ['empty', '{}', 'parseCatalogue: is neither a file of models.dev'],
    ['without a model', modelsDevWith('x'), '"openai.models.gpt-9" must be an object, got a string'],
    [
      'with a price that is no number',
      modelsDevWith({ cost: { input: 'free' } }),
      'parseCatalogue: "openai.models.gpt-9.cost.input" must be within [0, ∞), got a string',
    ],
    [
      'with a price below 0',
      liteLLMWith({ output_cost_per_token: -1 }),
      '"gpt-9.output_cost_per_token" must be',
    ],
    [
      'with tiers that are no list',
      modelsDevWith({ cost: { tiers: 1 } }),
      'cost.tiers" must be an array, got 1',
    ],
    [
      'with a tier that is no object',
      modelsDevWith({ cost: { tiers: [1] } }),
      'cost.tiers[0]" must be an object, got 1',
    ],
    [
      'with another window',
      modelsDevWith({ limit: { context: '1M' } }),
      'gpt-9.limit.context" must be within',
    ],
    [
      'with another answer',
      liteLLMWith({ supports_vision: 'yes' }),
      '"gpt-9.supports_vision" must be true or false',
    ],
    ['with an endless price', modelsDevWith({ cost: { input: Infinity } }), 'cost.input" must be within'],
  ])('is refused with the place: %s', (_, file, message) => {
    expect(() => parseCatalogue(file as string)).toThrow(message)
    expect(() => parseCatalogue(file as string)).not.toThrow(/sk-secret/)
  })

  it('is refused when it is too large, before it is parsed', () => {
    expect(() => parseCatalogue(' '.repeat(50_000_001))).toThrow(
      new RangeError('parseCatalogue: has 50000001 characters, 50000000 are allowed'),
    )
  })

  it('is quoted neither at length nor with characters that a terminal obeys', () => {
    const name = `\u001B[2J${'x'.repeat(500)}`
    const file = { [name]: { litellm_provider: 1, max_input_tokens: '' } }
    expect(() => parseCatalogue(file)).toThrow(`"?[2J${'x'.repeat(56)}….max_input_tokens" must be`)
  })
})

describe('a hostile file', () => {
  it('changes no prototype', () => {
    const model = '{ "litellm_provider": "openai", "max_input_tokens": 9, "__proto__": { "polluted": true } }'
    const text = `{ "__proto__": ${model}, "constructor": ${model}, "toString": ${model} }`
    const catalogue = parseCatalogue(text)
    expect(catalogue.models().map(({ model: name }) => name)).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ])
    expect(catalogue.find({ provider: 'openai', model: '__proto__' })).toEqual({
      contextWindow: 9,
      capabilities: {},
    })
    expect({}).not.toHaveProperty('polluted')
  })

  it('says nothing by what it inherits', () => {
    const model = Object.create({ max_input_tokens: 5 }) as object
    const file = { a: Object.assign(model, { litellm_provider: 'openai' }) }
    expect(parseCatalogue(file).find({ provider: 'openai', model: 'a' })?.contextWindow).toBeUndefined()
  })

  it('gives a catalogue, or one of two errors', () => {
    const names = [
      'models',
      'cost',
      'tiers',
      'tier',
      'limit',
      'litellm_provider',
      'input',
      '__proto__',
      'constructor',
    ]
    const anyName = fc.oneof(fc.constantFrom(...names), fc.string())
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(anyName, tie('tree'), { maxKeys: 4 }),
        fc.array(tie('tree'), { maxLength: 3 }),
      ),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        try {
          const catalogue = parseCatalogue(JSON.stringify(value))
          for (const { cost, contextWindow } of catalogue.models())
            expect([cost ?? {}, contextWindow ?? 1]).toEqual([expect.any(Object), expect.any(Number)])
        } catch (error) {
          expect(String(error)).toMatch(/^(Type|Range)Error: parseCatalogue: /)
        }
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })
})
