import { createBudget, createCatalogue } from '@llm-balancer/cost'
import type { CatalogueModel } from '@llm-balancer/cost'
import { BudgetExceededError, NoTargetAvailableError } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { ChatRequest, LLMBalancer, LLMBalancerEvent, LLMBalancerOptions } from '../src/index.ts'
import { rejection, scene } from './scene.ts'

const prompt = 'p'
const cheap = { inputPerMTok: 1, outputPerMTok: 2 }
const dear = { inputPerMTok: 10, outputPerMTok: 20 }
/** What the fake's models are known for. */
const catalogueOf = (models: Readonly<Record<string, Partial<CatalogueModel>>>) =>
  createCatalogue(
    Object.entries(models).map(([id, facts]) => ({ provider: 'openai', model: `model-of-${id}`, ...facts })),
  )
const describedAs = (llm: LLMBalancer, name: string) =>
  llm.getHealthyProviders().find((provider) => provider.name === name)

describe('a catalogue', () => {
  it('says what a model costs and how much it reads, where its entry does not', async () => {
    const catalogue = catalogueOf({
      a: { cost: cheap, contextWindow: 5000 },
      b: { cost: dear, contextWindow: 7000 },
    })
    const { llm, drive } = scene(
      { a: {}, b: {}, c: {} },
      { catalogue, entries: { b: { cost: { inputPerMTok: 3 }, contextWindow: 8000 } } },
    )
    expect(describedAs(llm, 'a')).toMatchObject({ cost: cheap, contextWindow: 5000 })
    expect(describedAs(llm, 'b')).toMatchObject({ cost: { inputPerMTok: 3 }, contextWindow: 8000 })
    expect(describedAs(llm, 'b')?.cost).not.toHaveProperty('outputPerMTok')
    expect(describedAs(llm, 'c')).not.toHaveProperty('cost')
    const { attempts, usage } = await drive(llm.generate({ messages: [{ role: 'user', content: prompt }] }))
    const { total: input = NaN } = usage.inputTokens
    const { total: output = NaN } = usage.outputTokens
    expect(attempts[0]?.outcome?.costMicroUsd).toBe(input + 2 * output)
    expect(llm.getStats()['a']).toMatchObject({ costMicroUsd: input + 2 * output, unpriced: 0 })
  })

  it('is asked again when an entry gets another model', () => {
    const catalogue = catalogueOf({ a: { cost: cheap }, next: { cost: dear, contextWindow: 9 } })
    const { llm } = scene({ a: {} }, { catalogue })
    llm.updateProvider('a', { model: 'model-of-next' })
    expect(describedAs(llm, 'a')).toMatchObject({ cost: dear, contextWindow: 9 })
    llm.updateProvider('a', { cost: cheap })
    expect(describedAs(llm, 'a')).toMatchObject({ cost: cheap, contextWindow: 9 })
    llm.updateProvider('a', { model: 'model-of-none' })
    expect(describedAs(llm, 'a')).toMatchObject({ cost: cheap })
    expect(describedAs(llm, 'a')).not.toHaveProperty('contextWindow')
  })

  it('says what a call of another model of the same vendor costs, or nothing where it does not know it', async () => {
    const catalogue = catalogueOf({ a: { cost: cheap }, other: { cost: dear } })
    const { llm, drive } = scene({ a: {} }, { catalogue, entries: { a: { cost: cheap } } })
    const costOf = async (model: string): Promise<number | undefined> => {
      const providerOptions = { openai: { model } }
      const { attempts, usage } = await drive(
        llm.generate({ messages: [{ role: 'user', content: prompt }], providerOptions }),
      )
      const cost = attempts[0]?.outcome?.costMicroUsd
      return cost === undefined
        ? cost
        : cost / ((usage.inputTokens.total ?? NaN) + 2 * (usage.outputTokens.total ?? NaN))
    }
    expect(await costOf('model-of-a')).toBe(1)
    expect(await costOf('model-of-other')).toBe(10)
    expect(await costOf('model-of-none')).toBeUndefined()
    expect(llm.getStats()['a']).toMatchObject({ unpriced: 1 })
  })

  it('that throws makes no call fail', async () => {
    const find = ({ model }: { readonly model: string }): CatalogueModel | undefined => {
      if (model === 'broken') throw new Error('broken')
      return undefined
    }
    const { llm, drive } = scene({ a: {} }, { catalogue: { find } })
    const messages = [{ role: 'user', content: prompt }] as const
    const providerOptions = { openai: { model: 'broken' } }
    await drive(llm.generate({ messages, providerOptions }))
    expect(llm.getStats()['a']).toMatchObject({ successes: 1, unpriced: 1 })
  })

  it('says what vectors cost, which come from another model; they are never priced as answers', async () => {
    const embedding = { provider: 'openai', model: 'vectors', cost: { inputPerMTok: 1, outputPerMTok: 0 } }
    const entries = { a: { embeddingModel: 'vectors', cost: dear } }
    for (const catalogue of [createCatalogue([embedding]), createCatalogue([])]) {
      const { llm, drive } = scene({ a: {} }, { catalogue, entries })
      const { usage } = await drive(llm.embed({ values: ['one', 'two'] }))
      const isKnown = catalogue.models().length > 0
      expect(llm.getStats()['a']).toMatchObject(
        isKnown ? { costMicroUsd: usage?.tokens, unpriced: 0 } : { costMicroUsd: 0, unpriced: 1 },
      )
    }
  })

  it("of the user's own is checked", () => {
    const catalogue = { find: () => ({ cost: { inputPerMTok: -1 } }) }
    expect(() => scene({ a: {} }, { catalogue })).toThrow(
      'the catalogue\'s model of provider "a": "cost.inputPerMTok" must be within [0, ∞), got -1',
    )
  })
})

describe('a request', () => {
  const messages: ChatRequest['messages'] = [{ role: 'user', content: prompt }]
  const tool = { type: 'function', name: 'look', inputSchema: { type: 'object' } } as const
  const image = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } } as const
  const withImage: ChatRequest['messages'] = [
    { role: 'user', content: [{ type: 'text', text: prompt }, image] },
  ]
  const imageFromTool: ChatRequest['messages'] = [
    ...messages,
    {
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId: '1', toolName: 'look', input: {} }],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: '1',
          toolName: 'look',
          output: { type: 'content', value: [image] },
        },
      ],
    },
  ]
  const schema = { type: 'object', properties: {} } as const
  const capabilities = { tools: false, images: false, jsonSchema: false }
  const catalogue = catalogueOf({ a: { capabilities }, b: {} })

  it.each<[string, ChatRequest, 'a' | 'b']>([
    ['with nothing special', { messages }, 'a'],
    ['with tools', { messages, tools: [tool] }, 'b'],
    ['with tools that are not to be used', { messages, tools: [tool], toolChoice: { type: 'none' } }, 'a'],
    ['with an image', { messages: withImage }, 'b'],
    ['with an image that a tool gave', { messages: imageFromTool }, 'b'],
    ['for JSON', { messages, responseFormat: { type: 'json' } }, 'a'],
    ['for JSON of a schema', { messages, responseFormat: { type: 'json', schema } }, 'b'],
  ])('%s goes only to providers that are not known to lack it', async (_, request, expected) => {
    const { llm, drive } = scene({ a: {}, b: {} }, { catalogue })
    expect((await drive(llm.generate(request))).provider).toBe(expected)
    const stream = llm.stream(request)
    await drive(
      (async () => {
        for await (const part of stream) expect(part.type).not.toBe('error')
      })(),
    )
    expect(stream.target?.id).toBe(expected)
  })

  it('that no provider can serve says why, and what an entry says itself wins', async () => {
    const { llm, drive } = scene({ a: {} }, { catalogue })
    const error = await rejection(drive(llm.generate({ messages, tools: [tool] })))
    expect(NoTargetAvailableError.isInstance(error) && error.message).toContain('a: lacks tools')
    expect(describedAs(llm, 'a')?.lacks).toEqual(['tools', 'images', 'json-schema'])
    const { llm: trusting, drive: driving } = scene({ a: {} }, { catalogue, entries: { a: { lacks: [] } } })
    expect((await driving(trusting.generate({ messages, tools: [tool] }))).provider).toBe('a')
  })

  it('goes by what its caller says it needs as well', async () => {
    const { llm, drive } = scene({ a: {}, b: {} }, { catalogue, entries: { b: { lacks: ['poetry'] } } })
    const error = await rejection(drive(llm.generate({ messages, tools: [tool] }, { needs: ['poetry'] })))
    expect(error).toMatchObject({ name: 'NoTargetAvailableError' })
    expect((await drive(llm.generate({ messages, tools: [tool] }, { needs: ['rhyme'] }))).provider).toBe('b')
  })
})

describe('budgets', () => {
  const entries = { a: { cost: dear }, b: { cost: cheap } }
  /** Enough for one request at a time of the dear provider. */
  const one = 0.000_9
  const ask = (llm: LLMBalancer, tenant?: string) =>
    llm.request({ prompt, maxTokens: 20 }, tenant === undefined ? {} : { tenant })

  it("refuse what is not left of a tenant's, and no other tenant's calls", async () => {
    const { llm, drive, clock } = scene(
      { a: {} },
      { entries: { a: entries.a }, budgets: [{ by: 'tenant', usdPerMinute: one }] },
    )
    let served = 0
    const error = await rejection(
      (async () => {
        for (;;) {
          await drive(ask(llm, 'acme'))
          served += 1
        }
      })(),
    )
    expect(served).toBeGreaterThan(0)
    expect(BudgetExceededError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      limitUsd: one,
      retryAfterMs: 60_000 - (clock.now() % 60_000),
      message: expect.stringMatching(
        /^budget: 0.0009 US dollars per minute of the tenant are spent, try again in/,
      ),
    })
    expect((await drive(ask(llm, 'other'))).provider).toBe('a')
    expect((await drive(ask(llm))).provider).toBe('a')
    await clock.advance(60_000)
    expect((await drive(ask(llm, 'acme'))).provider).toBe('a')
  })

  it('of a provider send what is not left to another one', async () => {
    const { llm, drive } = scene(
      { a: {}, b: {} },
      { entries, budgets: [{ by: 'provider', usdPerDay: one, label: 'cap' }] },
    )
    const seen = new Set<string>()
    for (let call = 0; call < 8; call += 1) seen.add((await drive(ask(llm))).provider)
    expect([...seen]).toEqual(['a', 'b'])
    expect(llm.getStats()['a']?.reason).toBeUndefined()
  })

  it('that are nearly spent send requests to where they are cheaper, and say so', async () => {
    const events: LLMBalancerEvent[] = []
    const { llm, drive } = scene(
      { a: {}, b: {} },
      { entries, budgets: [{ by: 'tenant', usdPerDay: one, soft: 0.1, then: 'cheaper' }] },
    )
    llm.on('budget-soft-reached', (event) => events.push(event))
    expect((await drive(ask(llm, 'acme'))).provider).toBe('a')
    expect(events).toMatchObject([{ tenant: 'acme', limitMicroUsd: 900, spentMicroUsd: expect.any(Number) }])
    expect((await drive(ask(llm, 'acme'))).provider).toBe('b')
    expect((await drive(ask(llm, 'other'))).provider).toBe('a')
    expect(events).toHaveLength(2)
  })

  it('of a provider that is nearly spent save by its name', async () => {
    const { llm, drive } = scene(
      { a: {}, b: {} },
      { entries, budgets: [{ by: 'provider', usdPerDay: 1, soft: 0.000_001, then: 'cheaper' }] },
    )
    const providers: string[] = []
    for (let call = 0; call < 2; call += 1) providers.push((await drive(ask(llm))).provider)
    expect(providers).toEqual(['a', 'b'])
  })

  it('keep requests from providers whose price is not known, unless that is allowed', async () => {
    const budgets = [{ by: 'all', usdPerDay: 1 }] as const
    const { llm, drive } = scene({ a: {} }, { budgets })
    expect(await rejection(drive(ask(llm)))).toMatchObject({
      name: 'BudgetExceededError',
      message: expect.stringContaining('the price of the call is not known'),
    })
    expect(llm.getStats()['a']?.reason).toBe('price-unknown')
    llm.updateProvider('a', { cost: cheap })
    expect((await drive(ask(llm))).provider).toBe('a')
    const { llm: allowing, drive: driving } = scene(
      { a: {} },
      { budgets: [{ ...budgets[0], unpriced: 'allow' }] },
    )
    expect((await driving(ask(allowing))).provider).toBe('a')
  })

  it('may be shared by balancers, and outlive them', async () => {
    const budget = createBudget({ by: 'all', usdPerDay: 1, clock: createFakeClock() })
    const first = scene({ a: {} }, { entries: { a: entries.a }, budgets: [budget] })
    const second = scene({ b: {} }, { entries: { b: entries.b }, budgets: [budget] })
    const events: string[] = []
    first.llm.on('*', ({ type }) => events.push(type))
    await first.drive(ask(first.llm))
    await second.drive(ask(second.llm))
    const spent = [first.llm.getStats()['a'], second.llm.getStats()['b']]
    expect(budget.state()?.spentMicroUsd).toBe((spent[0]?.costMicroUsd ?? 0) + (spent[1]?.costMicroUsd ?? 0))
    await first.llm.close()
    const price = { inputPerMTok: 1, outputPerMTok: 0 }
    budget.reserve({ price, inputTokens: 900_000 }).settle()
    expect(events).not.toContain('budget-soft-reached')
  })

  it('count what a group costs, and set its dearest price aside', async () => {
    const budget = createBudget({ by: 'all', usdPerDay: 1, clock: createFakeClock() })
    const { llm: inner, drive } = scene({ a: {}, b: {} }, { entries })
    const outer = createLLMBalancer({ providers: [{ name: 'group', model: inner }], budgets: [budget] })
    const running = ask(outer)
    const reserved = budget.state()?.reservedMicroUsd ?? 0
    await drive(running)
    expect(reserved).toBeGreaterThan(20 * dear.outputPerMTok)
    expect(budget.state()).toMatchObject({
      spentMicroUsd: inner.getStats()['a']?.costMicroUsd,
      reservedMicroUsd: 0,
    })
    inner.addProvider({ name: 'unknown', type: 'openai', apiKey: 'k', model: 'm' })
    expect(await rejection(ask(outer))).toMatchObject({ name: 'BudgetExceededError' })
    await outer.close()
  })

  it.each<[unknown, string]>([
    [{}, 'createLLMBalancer: "budgets" must be an array of budgets'],
    [[5], 'createLLMBalancer: "budgets[0]" must be an object, got 5'],
    [
      [{ by: 'all', usdPerDay: -1 }],
      'createLLMBalancer: "budgets[0].usdPerDay" must be within [0, ∞), got -1',
    ],
    [[{ by: 'all', usdPerDay: 1 }, { usdPerDay: 1 }], 'createLLMBalancer: "budgets[1].by" is missing'],
    [
      [{ by: 'all', limit: 1 }],
      'createLLMBalancer: unknown option "budgets[0].limit"; use "budgets[0].usdPerDay"',
    ],
    [[{ by: 'all' }], 'createLLMBalancer: "budgets[0].usdPerDay" or "usdPerMinute" must be given'],
  ])('are refused in one sentence: %#', (budgets, message) => {
    expect(() => createLLMBalancer({ providers: [], budgets } as LLMBalancerOptions)).toThrow(message)
  })
})
