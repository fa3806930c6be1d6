import { describe, expect, it } from 'vitest'
import type { LLMBalancer, LLMBalancerOptions } from '../src/index.ts'
import type { CatalogueData } from '../src/types/index.ts'
import { scene } from './scene.ts'

const models = (inputPerMTok: number): CatalogueData => [
  { model: 'model-of-a', cost: { inputPerMTok, outputPerMTok: 1 }, contextWindow: 8000 },
]
const costOf = (llm: LLMBalancer): unknown => llm.getHealthyProviders()[0]?.cost

/** The options of a scene with one provider, and further ones. */
const optionsWith = (options: Partial<LLMBalancerOptions>): LLMBalancerOptions => ({
  strategy: 'failover',
  providers: [
    { name: 'a', type: 'openai', apiKey: 'k', model: 'model-of-a', baseURL: 'https://fake-llm.test/a/v1' },
  ],
  ...options,
})

describe('a catalogue as plain data', () => {
  it('is a list of models, or a file of models.dev or LiteLLM', () => {
    const liteLLM = {
      'model-of-a': { litellm_provider: 'openai', input_cost_per_token: 0.000_003, mode: 'chat' },
    }
    expect(costOf(scene({ a: {} }, { catalogue: models(3) }).llm)).toMatchObject({ inputPerMTok: 3 })
    expect(costOf(scene({ a: {} }, { catalogue: liteLLM }).llm)).toMatchObject({ inputPerMTok: 3 })
  })

  it.each<[unknown, string]>([
    [5, '"catalogue" must be a catalogue, a list of models, or the data of a file, got a number'],
    [{ cats: 1 }, '"catalogue": is neither a file of models.dev'],
    [[{ model: 5 }], '"catalogue": model 1'],
  ])('is refused when it is none: %j', (catalogue, message) => {
    expect(() => scene({ a: {} }, { catalogue: catalogue as CatalogueData })).toThrow(
      `createLLMBalancer: ${message}`,
    )
  })

  it('is replaced, or gone, after a reload, and the same data is no change', () => {
    const data = models(3)
    const { llm } = scene({ a: {} }, { catalogue: data })
    expect(llm.reconfigure(optionsWith({ catalogue: data })).settings).not.toContain('catalogue')
    expect(llm.reconfigure(optionsWith({ catalogue: models(5) })).settings).toContain('catalogue')
    expect(costOf(llm)).toMatchObject({ inputPerMTok: 5 })
    llm.reconfigure(optionsWith({}))
    expect(costOf(llm)).toBeUndefined()
  })

  it('of code stays when a reload leaves it out', () => {
    const { llm } = scene({ a: {} }, { catalogue: { find: () => ({ cost: { inputPerMTok: 7 } }) } })
    llm.reconfigure(optionsWith({}))
    expect(costOf(llm)).toMatchObject({ inputPerMTok: 7 })
  })
})
