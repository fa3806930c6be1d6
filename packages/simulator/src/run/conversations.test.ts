import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import type { Traffic } from '../scenario/traffic.ts'
import { Conversations, type RequestTokens } from './conversations.ts'

const kind: Traffic = {
  name: 'chats',
  arrivals: { fromMs: 0, toMs: 1000, perSecond: 1 },
  tokens: { input: { median: 300, spread: 0.8, least: 30, most: 900 }, output: { median: 100 } },
  sessions: { systemTokens: 1500, continueRatio: 0.8, active: 20 },
}
const drawn = (own: Partial<Traffic> = {}, calls = 5000): RequestTokens[] => {
  const conversations = new Conversations({ ...kind, ...own }, seededRandom(3))
  return Array.from({ length: calls }, () => conversations.next({ atMs: 0 }))
}

describe('sizes', () => {
  it('are lognormal around their median, within their bounds', () => {
    const { sessions: _, ...alone } = kind
    const conversations = new Conversations(alone, seededRandom(3))
    const sizes = Array.from({ length: 5000 }, () => conversations.next({ atMs: 0 }))
    const inputs = sizes.map(({ inputTokens }) => inputTokens).toSorted((a, b) => a - b)
    expect((inputs[2500] ?? 0) / 300).toBeCloseTo(1, 1)
    expect(inputs[0]).toBeGreaterThanOrEqual(30)
    expect(inputs.at(-1)).toBe(900)
    expect(new Set(sizes.map(({ outputTokens }) => outputTokens))).toEqual(new Set([100]))
    expect(sizes.every(({ session, prefixTokens }) => session === undefined && prefixTokens === 0)).toBe(true)
  })
})

describe('conversations', () => {
  it('repeat everything said before, and grow by prompt and answer', () => {
    const known = new Map<string, number>()
    for (const { session = '', inputTokens, outputTokens, prefixTokens } of drawn()) {
      expect(prefixTokens).toBe(known.get(session) ?? 1500)
      expect(inputTokens).toBeGreaterThan(prefixTokens)
      known.set(session, inputTokens + outputTokens)
    }
    expect(known.size).toBeGreaterThan(500)
  })

  it('are continued by the share of the calls that is said', () => {
    const seen = new Set<string>()
    let continued = 0
    for (const { session = '' } of drawn()) {
      if (seen.has(session)) continued += 1
      seen.add(session)
    }
    expect(continued / 5000).toBeCloseTo(0.8, 1)
  })

  it('end when they are long, so that no prompt grows without bound', () => {
    const sessions = { systemTokens: 1500, continueRatio: 1, active: 1 }
    const calls = drawn({ sessions })
    expect(Math.max(...calls.map(({ inputTokens }) => inputTokens))).toBeLessThanOrEqual(62_000)
    expect(new Set(calls.map(({ session }) => session)).size).toBeGreaterThan(10)
  })

  it('of a trace have its words, and its lengths for the whole prompt', () => {
    const conversations = new Conversations(kind, seededRandom(3))
    const call = { atMs: 0, session: 'x', inputTokens: 1000, outputTokens: 50 }
    expect(conversations.next(call)).toEqual({
      ...{ session: 'x', inputTokens: 1000, outputTokens: 50, prefixTokens: 0 },
    })
    expect(conversations.next({ ...call, inputTokens: 1200 })).toMatchObject({ prefixTokens: 1050 })
    expect(conversations.next({ ...call, inputTokens: 400 })).toMatchObject({
      ...{ inputTokens: 400, prefixTokens: 400 },
    })
  })
})
