import { describe, expect, it } from 'vitest'
import { tokenCount } from '../tokens/token-count.ts'
import { BookedTokens } from './booked-tokens.ts'
import { emptyCall, type ReservedCall } from './reserved-call.ts'

describe('the tokens of a call', () => {
  const usage = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 30 }
  const taken = (): ReservedCall => ({ ...emptyCall(), takenInput: 50, takenOutput: 5 })

  it('are those that were expected, unless usage says otherwise or it took none', () => {
    const tokens = new BookedTokens({ tokens: 'usage' })
    const booked = (
      end: 'succeeded' | 'unfinished' | 'failed' | 'refused' | 'unsent',
      used?: typeof usage,
    ) => [tokens.input(taken(), { end, usage: used }), tokens.output(taken(), { end, usage: used })]
    expect(tokens.onArrival).toBe(false)
    expect(booked('succeeded', usage)).toEqual([100, 20])
    expect(booked('succeeded')).toEqual([50, 5])
    expect(booked('unfinished')).toEqual([50, 5])
    expect(booked('unfinished', usage)).toEqual([100, 20])
    expect(booked('failed')).toEqual([0, 0])
    expect(booked('failed', usage)).toEqual([100, 20])
    expect(booked('refused', usage)).toEqual([0, 0])
    expect(booked('unsent', usage)).toEqual([0, 0])
  })

  it('leave those out that a vendor’s cache has read, where that does not count them', () => {
    const tokens = new BookedTokens({ tokens: 'usage', cacheReads: false })
    expect(tokens.input(taken(), { end: 'succeeded', usage })).toBe(70)
    expect(tokens.input(taken(), { end: 'succeeded', usage: { inputTokens: 100 } })).toBe(100)
    expect(tokens.input(taken(), { end: 'succeeded', usage: { inputTokens: 5, cacheReadTokens: 30 } })).toBe(
      0,
    )
    expect(tokens.input(taken(), { end: 'succeeded', usage: { cacheReadTokens: 30 } })).toBe(50)
  })

  it('are those of its longest answer where the vendor counts on arrival', () => {
    const tokens = new BookedTokens({ tokens: 'arrival' })
    expect(tokens.onArrival).toBe(true)
    const one = emptyCall()
    tokens.expect(one, { inputTokens: 10, outputTokens: 3, maxOutputTokens: 99.5 })
    expect([one.takenInput, one.takenOutput]).toEqual([10, 100])
    expect(tokens.input(one, { end: 'succeeded', usage })).toBe(10)
    expect(tokens.output(one, { end: 'failed', usage })).toBe(100)
    const other = emptyCall()
    tokens.expect(other, { inputTokens: 10, outputTokens: 3 })
    expect(other.takenOutput).toBe(3)
    const plain = emptyCall()
    new BookedTokens({ tokens: 'usage' }).expect(plain, {
      inputTokens: 10,
      outputTokens: 3,
      maxOutputTokens: 99,
    })
    expect(plain.takenOutput).toBe(3)
  })

  it('are learnt from what calls used, and go on from what was saved', () => {
    const tokens = new BookedTokens({ tokens: 'usage' })
    const one = emptyCall()
    tokens.expect(one, { inputTokens: 50, outputTokens: 10 })
    expect([one.expectedInput, one.expectedOutput]).toEqual([50, 10])
    tokens.learn(one, usage)
    tokens.learn(one, {})
    const next = new BookedTokens({ tokens: 'usage' })
    next.import(tokens.export())
    for (const learnt of [tokens, next]) {
      const later = emptyCall()
      learnt.expect(later, { inputTokens: 50, outputTokens: 10 })
      expect([later.takenInput, later.takenOutput]).toEqual([100, 20])
    }
    expect(tokens.export()).toEqual({
      input: { estimated: 50, real: 100, mean: 100 },
      output: { estimated: 10, real: 20, mean: 20 },
    })
  })

  it.each([
    [7, 7],
    [0, 0],
    [2e9, 1e9],
    [Infinity, 1e9],
    [-1, undefined],
    [NaN, undefined],
    ['7', undefined],
  ])('given as %s count as %s', (given, counted) => {
    expect(tokenCount(given)).toBe(counted)
  })
})
