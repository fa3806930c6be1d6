import { createBalancer, failover, type TokenPrice, type TokenUsage } from '@llm-balancer/core'
import { createFakeClock, guardCases, statusError } from '@llm-balancer/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInvoice, type InvoicedCall, type InvoiceOptions } from '../index.ts'

const price = { inputPerMTok: 2, outputPerMTok: 10 }
const usage = { inputTokens: 1000, outputTokens: 100 }
const allTokens = { ...usage, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 }

describe('an invoice', () => {
  it('adds calls up by tenant, provider and model', () => {
    const invoice = createInvoice()
    invoice.add({ tenant: 'a', provider: 'p', model: 'm', usage, price })
    invoice.add({ tenant: 'a', provider: 'p', model: 'm', usage, price })
    invoice.add({ tenant: 'b', usage: { inputTokens: 1 }, price: { inputPerMTok: 7 } })
    expect(invoice.toJSON()).toEqual({
      lines: [
        {
          ...{ tenant: 'a', provider: 'p', model: 'm', calls: 2, unpriced: 0, costMicroUsd: 6000 },
          usage: { ...allTokens, inputTokens: 2000, outputTokens: 200 },
        },
        {
          tenant: 'b',
          calls: 1,
          unpriced: 0,
          costMicroUsd: 7,
          usage: { ...allTokens, inputTokens: 1, outputTokens: 0 },
        },
      ],
      costMicroUsd: 6007,
      unpriced: 0,
    })
  })

  it('tells apart what it is asked to', () => {
    const invoice = createInvoice({ by: ['tenant'] })
    for (const model of ['m', 'n']) invoice.add({ tenant: 'a', provider: model, model, usage, price })
    expect(invoice.toJSON().lines).toEqual([
      expect.objectContaining({ tenant: 'a', calls: 2, costMicroUsd: 6000 }),
    ])
    expect(invoice.toJSON().lines[0]).not.toHaveProperty('model')
  })

  it('counts calls whose price is not known, and takes none of them for free', () => {
    const invoice = createInvoice()
    invoice.add({ usage })
    invoice.add({ usage, price: { inputPerMTok: 2 } })
    invoice.add({ usage: {}, price })
    invoice.add({ usage, price: { inputPerMTok: 0, outputPerMTok: 0 } })
    expect(invoice.toJSON()).toMatchObject({ costMicroUsd: 0, unpriced: 3, lines: [{ calls: 4 }] })
  })

  it('begins anew when it is taken', () => {
    const invoice = createInvoice({ maxLines: 1 })
    for (const tenant of ['a', 'b']) invoice.add({ tenant, usage, price })
    expect(invoice.take().costMicroUsd).toBe(6000)
    expect(invoice.toJSON()).toStrictEqual({ lines: [], costMicroUsd: 0, unpriced: 0 })
  })

  it('has no more lines than it may, and loses nothing', () => {
    const invoice = createInvoice({ maxLines: 2 })
    for (const tenant of ['a', 'b', 'c', 'd', 'a']) invoice.add({ tenant, usage, price })
    const { lines, rest, costMicroUsd } = invoice.toJSON()
    expect(lines.map(({ tenant, calls }) => [tenant, calls])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect(rest).toEqual({
      calls: 2,
      unpriced: 0,
      costMicroUsd: 6000,
      usage: { ...allTokens, inputTokens: 2000, outputTokens: 200 },
    })
    expect(costMicroUsd).toBe(15_000)
  })

  it.each<[unknown, string]>([
    [
      { by: ['user'] },
      'createInvoice: "by" must be an array of "tenant", "provider" and "model", got an array',
    ],
    [{ maxLines: 0 }, 'createInvoice: "maxLines" must be a whole number within [1, ∞], got 0'],
    [{ groupBy: [] }, 'createInvoice: unknown option "groupBy"; use "by"'],
  ])('refuses options in one sentence: %#', (options, message) => {
    expect(() => createInvoice(options as InvoiceOptions)).toThrow(message)
  })

  it.each<[unknown, string]>([
    [{}, 'add: "usage" is missing'],
    [{ usage: { inputTokens: -1 } }, 'add: "usage.inputTokens" must be within [0, ∞), got -1'],
    [{ usage, price: { inputPerMTok: NaN } }, 'add: "price.inputPerMTok" must be within [0, ∞), got NaN'],
    [{ usage: { outputTokens: -1 } }, '"usage.outputTokens" must be within [0, ∞), got -1'],
    [{ usage: { cacheReadTokens: -1 } }, '"usage.cacheReadTokens" must be within [0, ∞), got -1'],
    [{ usage: { cacheWriteTokens: -1 } }, '"usage.cacheWriteTokens" must be within [0, ∞), got -1'],
    [{ usage: { reasoningTokens: -1 } }, '"usage.reasoningTokens" must be within [0, ∞), got -1'],
    [{ usage, provider: 5 }, 'add: "provider" must be a string, got 5'],
    [{ usage, model: 5 }, 'add: "model" must be a string, got 5'],
    [{ usage, tenant: 5 }, 'add: "tenant" must be a string, got 5'],
  ])('refuses a call in one sentence: %#', (call, message) => {
    expect(() => {
      createInvoice().add(call as InvoicedCall)
    }).toThrow(message)
  })
})

describe('an invoice of many calls', () => {
  const tokens = fc.nat({ max: 300_000 })
  const perMTok = fc.nat({ max: 600_000_000 }).map((millionths) => millionths / 1_000_000)
  const call = fc.record({
    tenant: fc.constantFrom('a', 'b', 'c'),
    usage: fc.record({
      inputTokens: tokens.map((count) => count + 600_000),
      outputTokens: tokens.map((count) => count + 300_000),
      cacheReadTokens: tokens,
      cacheWriteTokens: tokens,
      reasoningTokens: tokens,
    }),
    price: fc.record({
      inputPerMTok: perMTok,
      outputPerMTok: perMTok,
      cacheReadPerMTok: perMTok,
      cacheWritePerMTok: perMTok,
      reasoningPerMTok: perMTok,
      longInput: fc.option(fc.record({ aboveTokens: fc.constant(750_000), inputPerMTok: perMTok }), {
        nil: undefined,
      }),
    }),
  })

  /** In millionths of a micro-dollar. */
  const exactCost = (used: Required<TokenUsage>, prices: TokenPrice): bigint => {
    const isLong = prices.longInput !== undefined && used.inputTokens > prices.longInput.aboveTokens
    const of = (count: number, usd = 0): bigint => BigInt(count) * BigInt(Math.round(usd * 1e6))
    return (
      of(
        used.inputTokens - used.cacheReadTokens - used.cacheWriteTokens,
        isLong ? prices.longInput?.inputPerMTok : prices.inputPerMTok,
      ) +
      of(used.cacheReadTokens, prices.cacheReadPerMTok) +
      of(used.cacheWriteTokens, prices.cacheWritePerMTok) +
      of(used.outputTokens - used.reasoningTokens, prices.outputPerMTok) +
      of(used.reasoningTokens, prices.reasoningPerMTok)
    )
  }

  it('is right to the micro-dollar', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const invoice = createInvoice()
        const sums = new Map<string, bigint>()
        for (const one of calls) {
          invoice.add(one)
          sums.set(one.tenant, (sums.get(one.tenant) ?? 0n) + exactCost(one.usage, one.price))
        }
        const expected = [...sums].map(([tenant, sum]) => [tenant, Number((sum + 500_000n) / 1_000_000n)])
        const { lines, costMicroUsd } = invoice.toJSON()
        expect(lines.map((line) => [line.tenant, line.costMicroUsd])).toEqual(expected)
        expect(costMicroUsd).toBe(lines.reduce((sum, line) => sum + line.costMicroUsd, 0))
      }),
    )
  })
})

describe('an invoice in a balancer', () => {
  it('has what every attempt cost, failed ones too, and what they report instead of the price of their target', async () => {
    const invoice = createInvoice()
    const clock = createFakeClock()
    const balancer = createBalancer({
      clock,
      targets: ['a', 'b'].map((id) => ({
        id,
        client: id,
        cost: price,
        provider: `vendor of ${id}`,
        model: 'm',
      })),
      guards: (target) => [invoice.guard(target)],
      strategy: failover(),
    })
    const tenant = 'acme'
    await balancer.run(
      async (id, attempt) => {
        attempt.report({ usage })
        if (id === 'a') throw statusError(500)
      },
      { tenant },
    )
    await balancer.run(
      async (_, attempt) => {
        attempt.report({ usage, prices: { inputPerMTok: 1, outputPerMTok: 0 } })
        attempt.report({ usage })
      },
      { only: 'b' },
    )
    await balancer.run(async () => {}, { only: 'b' })
    const refused = balancer.run(
      async () => {
        throw statusError(429)
      },
      { only: 'b' },
    )
    refused.catch(() => {})
    await clock.advance(60_000)
    await expect(refused).rejects.toThrow('all 3 attempts failed')
    const seen = invoice
      .toJSON()
      .lines.map((line) => [
        line.tenant,
        line.provider,
        line.model,
        line.calls,
        line.unpriced,
        line.costMicroUsd,
      ])
    expect(seen).toEqual([
      [tenant, 'vendor of a', 'm', 1, 0, 3000],
      [tenant, 'vendor of b', 'm', 1, 0, 3000],
      [undefined, 'vendor of b', 'm', 2, 1, 1000],
    ])
  })

  it('has what a group cost, whose targets have the prices', async () => {
    const invoice = createInvoice()
    const inner = createBalancer({ targets: [{ id: 'a', client: 'a', cost: price }] })
    const outer = createBalancer({
      targets: [{ id: 'group', client: inner }],
      guards: (target) => [invoice.guard(target)],
    })
    await outer.run(async (_, attempt) => {
      attempt.report({ usage })
    })
    expect(invoice.toJSON()).toMatchObject({
      costMicroUsd: 3000,
      unpriced: 0,
      lines: [{ provider: 'group', calls: 1 }],
    })
  })

  it.each(guardCases(() => createInvoice().guard({ id: 'a' })))(
    'keeps the contract of guards: $name',
    ({ run }) => {
      expect(run).not.toThrow()
    },
  )
})
