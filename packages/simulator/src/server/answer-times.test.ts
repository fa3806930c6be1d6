import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyedNormal, keyedUniform } from '../draws/keyed-draws.ts'
import type { ServerConditions } from '../scenario/server-conditions.ts'
import { drawAnswer, drawShedding, meanFirstContentMs, meanWritingMs } from './answer-times.ts'
import { conditionsAt, type Conditions } from './conditions-at.ts'

const conditions = (server: ServerConditions): Conditions => conditionsAt({ name: 'a', server }, 0)
const request = { inputTokens: 1000, outputTokens: 200, session: undefined, prefixTokens: 0 }
const situation = { request, cachedTokens: 0, inFlight: 0 }
const keyOf = (id: number): { seed: number; request: number; target: number } => ({
  seed: 1,
  request: id,
  target: 0,
})
const drawMany = (server: ServerConditions, own: Partial<typeof situation> = {}) =>
  Array.from({ length: 20_000 }, (_, id) =>
    drawAnswer(conditions(server), { ...situation, ...own, key: keyOf(id) }),
  )
const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

describe('the first content', () => {
  it('takes as long as is said, and the time to read what is not in the cache', () => {
    const server = { answerMs: 500, promptTokensPerSecond: 2000 }
    expect(drawAnswer(conditions(server), { ...situation, key: keyOf(1) }).firstContentMs).toBe(1000)
    const cached = { ...situation, cachedTokens: 800, key: keyOf(1) }
    expect(drawAnswer(conditions(server), cached).firstContentMs).toBe(600)
  })

  it('differs from call to call around its median, and some take much longer', () => {
    const times = drawMany({ answerMs: 600, spread: 0.4, tail: { ratio: 0.02, factor: 50 } }).map(
      ({ firstContentMs }) => firstContentMs,
    )
    expect(median(times) / 600).toBeCloseTo(1, 1)
    expect(times.filter((time) => time > 6000).length / times.length).toBeCloseTo(0.02, 2)
  })

  it.each([
    { answerMs: 600, spread: 0.4 },
    { answerMs: 600, spread: 0.6, tail: { ratio: 0.015, factor: 5 }, promptTokensPerSecond: 8000 },
    { answerMs: 200, spread: 0.3, slowness: 6, knee: 2 },
  ])('has the mean that the oracle goes by: %j', (server) => {
    const own = { inFlight: 3 }
    const drawn = mean(drawMany(server, own).map(({ firstContentMs }) => firstContentMs))
    const expected = meanFirstContentMs(conditions(server), { ...situation, ...own })
    expect(drawn / expected).toBeCloseTo(1, 1)
  })

  it('takes longer in proportion with more calls under way than the knee', () => {
    const times = [0, 3, 4, 7].map(
      (inFlight) =>
        drawAnswer(conditions({ answerMs: 100, knee: 4 }), { ...situation, inFlight, key: keyOf(1) })
          .firstContentMs,
    )
    expect(times).toEqual([100, 100, 125, 200])
  })
})

describe('the rest of an answer', () => {
  it('takes its tokens, and the square root of the slowness', () => {
    const writing = (server: ServerConditions): number =>
      drawAnswer(conditions(server), { ...situation, key: keyOf(1) }).writingMs
    expect(writing({})).toBe(0)
    expect(median(drawMany({ tokensPerSecond: 100 }).map(({ writingMs }) => writingMs)) / 2000).toBeCloseTo(
      1,
      1,
    )
    expect(writing({ tokensPerSecond: 100, slowness: 9 }) / writing({ tokensPerSecond: 100 })).toBeCloseTo(3)
  })
})

it('takes its mean for the rest of an answer', () => {
  const server = { tokensPerSecond: 100, slowness: 4, knee: 2 }
  const drawn = mean(drawMany(server, { inFlight: 3 }).map(({ writingMs }) => writingMs))
  expect(drawn / meanWritingMs(conditions(server), { request, inFlight: 3 })).toBeCloseTo(1, 2)
  expect(meanWritingMs(conditions({}), { request, inFlight: 0 })).toBe(0)
})

describe('failures', () => {
  it('happen to the share of the calls that is said, on the way to the first content', () => {
    const failed = drawMany({ answerMs: 1000, failureRatio: 0.25 }).filter(
      ({ failsAfterMs }) => failsAfterMs !== undefined,
    )
    expect(failed.length / 20_000).toBeCloseTo(0.25, 2)
    expect(new Set(failed.map(({ failsAfterMs }) => failsAfterMs))).toEqual(new Set([400]))
  })

  it('are refusals for want of capacity in the share that is said', () => {
    const shed = Array.from({ length: 20_000 }, (_, id) =>
      drawShedding(conditions({ sheddingRatio: 0.6 }), keyOf(id)),
    )
    expect(shed.filter(Boolean).length / 20_000).toBeCloseTo(0.6, 2)
    expect(drawShedding(conditions({}), keyOf(1))).toBe(false)
  })

  it('hit the same calls whatever else a server is like: what differs between two runs is their choice', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 1, max: 20, noNaN: true }), (id, slowness) => {
        const own = { ...situation, key: keyOf(id) }
        const usual = drawAnswer(conditions({ failureRatio: 0.5, spread: 0.5 }), own)
        const slow = drawAnswer(conditions({ failureRatio: 0.5, spread: 0.5, slowness }), own)
        expect(slow.failsAfterMs === undefined).toBe(usual.failsAfterMs === undefined)
        expect(slow.firstContentMs / usual.firstContentMs).toBeCloseTo(slowness, 6)
      }),
    )
  })
})

describe('of a call that is drawn', () => {
  const key = keyOf(7)
  const drawOne = (server: ServerConditions, own: Partial<typeof situation> = {}) =>
    drawAnswer(conditions(server), { ...situation, ...own, key })

  it('the times follow its normal numbers', () => {
    const { firstContentMs, writingMs } = drawOne({ answerMs: 600, spread: 0.4, tokensPerSecond: 100 })
    expect(firstContentMs).toBeCloseTo(600 * Math.exp(0.4 * keyedNormal(key, 0)), 9)
    expect(writingMs).toBeCloseTo(2000 * Math.exp(0.15 * keyedNormal(key, 5)), 9)
  })

  it('reading takes longer in proportion, too, with more calls than the knee', () => {
    const server = { answerMs: 0, promptTokensPerSecond: 1000, knee: 2 }
    expect(drawOne(server, { inFlight: 3 }).firstContentMs).toBe(2000)
    expect(drawOne(server, { inFlight: 3, cachedTokens: 500 }).firstContentMs).toBe(1000)
  })

  it('a number that equals a share is not within it: the tail, failures and refusals are below', () => {
    const [tail, failure, shedding] = [2, 3, 4].map((purpose) => keyedUniform(key, purpose)) as [
      number,
      number,
      number,
    ]
    const above = (ratio: number): number => ratio + 2 ** -33
    expect(drawOne({ answerMs: 1, tail: { ratio: tail, factor: 9 } }).firstContentMs).toBe(1)
    expect(drawOne({ answerMs: 1, tail: { ratio: above(tail), factor: 9 } }).firstContentMs).toBe(9)
    expect(drawOne({ failureRatio: failure }).failsAfterMs).toBeUndefined()
    expect(drawOne({ failureRatio: above(failure) }).failsAfterMs).toBe(120)
    expect(drawShedding(conditions({ sheddingRatio: shedding }), key)).toBe(false)
    expect(drawShedding(conditions({ sheddingRatio: above(shedding) }), key)).toBe(true)
  })

  it('the mean weighs its tail, and reads what is not in the cache', () => {
    const tailed = conditions({ answerMs: 100, slowness: 2, tail: { ratio: 0.5, factor: 3 } })
    expect(meanFirstContentMs(tailed, situation)).toBe(400)
    const reading = conditions({ answerMs: 100, promptTokensPerSecond: 1000 })
    expect(meanFirstContentMs(reading, { ...situation, cachedTokens: 400 })).toBe(700)
  })
})
