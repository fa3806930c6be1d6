import { systemClock } from '@llm-balancer/core/time'
import { describe, expect, it } from 'vitest'
import { rateLimit } from '../index.ts'
import { estimateTokens } from '../tokens/estimate-tokens.ts'
import { checkState } from './check-state.ts'
import { burstOf, limitShapes } from './limit-shapes.ts'
import { readRateLimitOptions } from './rate-limit-options.ts'
import { readCost, readScheduleOptions } from './schedule-options.ts'

const numbers = [
  ...['requestsPerMinute', 'requestsPerDay', 'tokensPerMinute'],
  ...['inputTokensPerMinute', 'outputTokensPerMinute', 'tokensPerDay'],
]

describe('the options of a limiter', () => {
  it('limit nothing unless they are set', () => {
    expect(readRateLimitOptions({})).toEqual({
      ...{ burstMs: undefined, resetsAt: undefined, readLimits: undefined, initialState: undefined },
      ...Object.fromEntries(numbers.map((name) => [name, Infinity])),
      ...{ concurrency: Infinity, exact: false, learn: true, maxWaiting: 1000, label: 'rate-limit' },
      ...{
        booking: { tokens: 'usage', cacheReads: true, rejected: false },
        countTokens: estimateTokens,
        clock: systemClock,
      },
    })
    expect(limitShapes(readRateLimitOptions({}))).toEqual([])
  })

  it.each<[string, unknown]>([
    ...numbers.flatMap((name): [string, unknown][] => [
      [name, -1],
      [name, 0.5],
      [name, NaN],
    ]),
    ['concurrency', 0],
    ['burstMs', 0],
    ['exact', 1],
    ['learn', 'no'],
    ['readLimits', {}],
    ['countTokens', 7],
    ['maxWaiting', 0],
    ['initialState', {}],
    ['label', ''],
    ['clock', { now: () => 0 }],
    ['booking', 7],
    ['resetsAt', '0:00 UTC'],
    ['resetsAt', '24:00 UTC'],
    ['resetsAt', '00:60 UTC'],
    ['resetsAt', '00:00 Nowhere/Land'],
    ['resetsAt', '00:00'],
    ['resetsAt', '00:00 UTC or later'],
    ['resetsAt', 'at 00:00 UTC'],
  ])('are refused by name when they make no sense: %s %j', (name, value) => {
    expect(() => readRateLimitOptions({ [name]: value })).toThrow(`rateLimit: "${name}`)
  })

  it.each([
    ['tokens', 'start'],
    ['cacheReads', 1],
    ['rejected', 'yes'],
  ])('are refused by name when the booking makes no sense: %s %j', (name, value) => {
    expect(() => readRateLimitOptions({ booking: { [name]: value } })).toThrow(`booking.${name}`)
  })

  it.each([
    ['rpm', 'requestsPerMinute'],
    ['rpd', 'requestsPerDay'],
    ['tpm', 'tokensPerMinute'],
    ['tpd', 'tokensPerDay'],
    ['itpm', 'inputTokensPerMinute'],
    ['otpm', 'outputTokensPerMinute'],
    ['maxConcurrent', 'concurrency'],
    ['maxConcurrency', 'concurrency'],
    ['maxInFlight', 'concurrency'],
    ['highWater', 'maxWaiting'],
    ['tokenizer', 'countTokens'],
    ['estimateTokens', 'countTokens'],
    ['name', 'label'],
    ['pool', 'label'],
  ])('are hinted at by the names of other libraries: %s is %s', (other, own) => {
    expect(() => rateLimit({ [other]: 1 })).toThrow(`unknown option "${other}"; use "${own}"`)
  })

  it('become limits of their unit and window, with what may be used at once', () => {
    const shapes = limitShapes(
      readRateLimitOptions({
        requestsPerMinute: 60,
        requestsPerDay: 1000,
        tokensPerMinute: 600_000,
        inputTokensPerMinute: 12,
        outputTokensPerMinute: 0,
        tokensPerDay: 5,
        resetsAt: '23:59 America/Los_Angeles',
        exact: true,
      }),
    )
    expect(shapes.map(({ unit, limit, windowMs, burst }) => [unit, limit, windowMs, burst])).toEqual([
      ['requests', 60, 60_000, 10],
      ['requests', 1000, 86_400_000, 1000],
      ['tokens', 600_000, 60_000, 50_000],
      ['input-tokens', 12, 60_000, 1],
      ['output-tokens', 0, 60_000, 0],
      ['tokens', 5, 86_400_000, 5],
    ])
    expect(shapes.every(({ exact, source }) => exact === true && source === 'configured')).toBe(true)
    expect(shapes.map(({ nextReset }) => nextReset !== undefined)).toEqual([
      ...[false, true, false],
      ...[false, false, true],
    ])
    expect(limitShapes(readRateLimitOptions({ tokensPerDay: 5 }))[0]?.nextReset).toBeUndefined()
  })

  it('say how much may be used at once by the time in which it comes back', () => {
    const burst = burstOf({ burstMs: 30_000 })
    expect(burst('requests', 4, 60_000)).toBe(2)
    expect(burst('requests', 1, 60_000)).toBe(1)
    expect(burst('tokens', 101, 60_000)).toBe(51)
    expect(burst('tokens', 101, 60_001)).toBe(101)
    expect(burstOf({ burstMs: 1 })('requests', 60, 60_000)).toBe(1)
    expect(burstOf({ burstMs: undefined })('requests', 5, 60_000)).toBe(5)
  })
})

describe('the options of a scheduled call', () => {
  it('let it wait for as long as it takes, unless they are set', () => {
    expect(readScheduleOptions({})).toEqual({ deadlineMs: Infinity, priority: 0 })
  })

  it.each<[string, unknown, string]>([
    ['deadlineMs', 0, 'deadlineMs'],
    ['priority', NaN, 'priority'],
    ['signal', {}, 'signal'],
    ['cost', { inputTokens: -1 }, 'cost.inputTokens'],
    ['cost', { outputTokens: '7' }, 'cost.outputTokens'],
    ['cost', { maxOutputTokens: NaN }, 'cost.maxOutputTokens'],
    ['cost', { text: 7 }, 'cost.text'],
    ['timeout', 7, 'deadlineMs'],
    ['timeoutMs', 7, 'deadlineMs'],
    ['weight', 7, 'cost'],
    ['tokens', 7, 'cost.inputTokens'],
  ])('are refused by name: %s %j', (name, value, named) => {
    expect(() => readScheduleOptions({ [name]: value })).toThrow(named)
  })

  it('are the same for what a reservation costs', () => {
    expect(readCost(undefined)).toEqual({})
    expect(readCost({ inputTokens: 0 })).toEqual({ inputTokens: 0 })
    expect(() => readCost({ inputTokens: -1 })).toThrow('tryReserve: "inputTokens"')
  })
})

describe('a saved state', () => {
  const state = {
    version: 1,
    savedAt: 5,
    limits: [
      {
        ...{ unit: 'requests', limit: 1, windowMs: 1, source: 'configured', kind: 'bucket' },
        ...{ own: 1, left: -1, most: 1, resetAt: -5, taken: [[-5, 1]] },
        atOnce: { burstRatio: 1, reports: 0, mostLeft: 0 },
      },
    ],
    pace: 1,
    pausedUntil: 5,
    tokens: { input: { estimated: 0, real: 0, mean: 0 }, output: { estimated: 0, real: 0 } },
  }
  const limit = state.limits[0]

  it('is taken as it is', () => {
    expect(checkState('state', state, 'test')).toEqual(state)
  })

  it.each<[string, object]>([
    ['state.version', { version: '1' }],
    ['state.savedAt', { savedAt: undefined }],
    ['state.limits', { limits: undefined }],
    ['state.pace', { pace: undefined }],
    ['state.pace', { pace: 1.1 }],
    ['state.pausedUntil', { pausedUntil: 'x' }],
    ['state.tokens', { tokens: undefined }],
    ['state.tokens.input', { tokens: { output: state.tokens.output } }],
    ['state.tokens.output', { tokens: { input: state.tokens.input } }],
    ['state.tokens.output.real', { tokens: { ...state.tokens, output: { estimated: 0 } } }],
    ['state.tokens.output.estimated', { tokens: { ...state.tokens, output: { estimated: -1, real: 0 } } }],
    ['state.tokens.input.mean', { tokens: { ...state.tokens, input: { estimated: 0, real: 0, mean: -1 } } }],
    ...Object.entries({
      unit: 'calls',
      limit: -1,
      windowMs: 0,
      source: 'heard',
      kind: 'leaky',
      own: -1,
      left: Infinity,
      most: undefined,
      resetAt: 'x',
      taken: [[1, -1]],
      atOnce: undefined,
    }).map(([name, wrong]): [string, object] => [
      `state.limits[0].${name}`,
      { limits: [{ ...limit, [name]: wrong }] },
    ]),
    ['state.limits[0].windowMs', { limits: [{ ...limit, windowMs: 366 * 86_400_000 + 1 }] }],
    ['state.limits[0].windowMs', { limits: [{ ...limit, windowMs: 1.5 }] }],
    ['state.limits[0].taken[0][0]', { limits: [{ ...limit, taken: [['x', 1]] }] }],
    ...['unit', 'limit', 'windowMs', 'source', 'kind', 'left'].map((name): [string, object] => [
      `state.limits[0].${name}`,
      { limits: [{ ...limit, [name]: undefined }] },
    ]),
    ...Object.entries({ burstRatio: 0, reports: -1, mostLeft: -1 }).flatMap(
      ([name, wrong]): [string, object][] =>
        [wrong, undefined].map((value) => [
          `state.limits[0].atOnce.${name}`,
          { limits: [{ ...limit, atOnce: { ...limit?.atOnce, [name]: value } }] },
        ]),
    ),
  ])('is refused by the name of what is wrong: %s in %j', (name, wrong) => {
    expect(() => checkState('state', { ...state, ...wrong }, 'test')).toThrow(`test: "${name}`)
  })
})
