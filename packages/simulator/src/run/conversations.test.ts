import { seededRandom } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { drawNormal } from '../draws/distributions.ts'
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

describe('at the edge', () => {
  const alone: Traffic = { name: 'chats', arrivals: kind.arrivals }
  /** Draws these numbers, one after another. */
  const drawing =
    (...numbers: number[]) =>
    () =>
      numbers.shift() ?? 0.5

  it('a call of which nothing is said has no tokens', () => {
    expect(new Conversations(alone, seededRandom(1)).next({ atMs: 0 })).toEqual({
      ...{ inputTokens: 0, outputTokens: 0, session: undefined, prefixTokens: 0 },
    })
    expect(
      new Conversations(alone, seededRandom(1)).next({ atMs: 0, inputTokens: 7, outputTokens: 3 }),
    ).toEqual({
      ...{ inputTokens: 7, outputTokens: 3, session: undefined, prefixTokens: 0 },
    })
  })

  it('a size is whole, within its bounds, and 1 at least', () => {
    const tokensOf = (median: number, own: object = {}): number => {
      const tokens = { input: { median, ...own }, output: { median: 1 } }
      return new Conversations({ ...alone, tokens }, seededRandom(1)).next({ atMs: 0 }).inputTokens
    }
    expect([tokensOf(10.4), tokensOf(10.6), tokensOf(0.2)]).toEqual([10, 11, 1])
    expect([tokensOf(10, { least: 20 }), tokensOf(10, { most: 5 }), tokensOf(0.2, { least: 0 })]).toEqual([
      20, 5, 0,
    ])
  })

  it('a size follows the normal number that is drawn', () => {
    const tokens = { input: { median: 1000, spread: 0.5 }, output: { median: 1 } }
    const { inputTokens } = new Conversations({ ...alone, tokens }, seededRandom(9)).next({ atMs: 0 })
    expect(inputTokens).toBe(Math.round(1000 * Math.exp(0.5 * drawNormal(seededRandom(9)))))
  })

  const sessions = { systemTokens: 100, continueRatio: 0.5, active: 2 }
  const fixed = { ...alone, sessions, tokens: { input: { median: 10 }, output: { median: 5 } } }
  const wordsOf = (numbers: readonly number[], calls: number): (string | undefined)[] => {
    const conversations = new Conversations(fixed, drawing(...numbers))
    return Array.from({ length: calls }, () => conversations.next({ atMs: 0 }).session)
  }

  it('a conversation is continued below its ratio, and one is begun at it', () => {
    expect(wordsOf([0.499, 0, 0.5], 3)).toEqual(['chats-1', 'chats-1', 'chats-2'])
  })

  it('when as many are open as may be, one that is drawn ends for the next', () => {
    // The third call begins a conversation in the place of the first; the fourth and the fifth continue those that are left.
    expect(wordsOf([0.9, 0.9, 0, 0.1, 0, 0.1, 0.99], 5)).toEqual([
      ...['chats-1', 'chats-2', 'chats-3', 'chats-2', 'chats-3'],
    ])
  })

  it('a call adds 2000 tokens at most, and a conversation of more than 60 000 ends', () => {
    const long = { ...fixed, tokens: { input: { median: 5000 }, output: { median: 57_900 } } }
    const conversations = new Conversations(long, drawing(0, 0))
    expect(conversations.next({ atMs: 0 })).toMatchObject({ session: 'chats-1', inputTokens: 2100 })
    const [second, third] = [conversations.next({ atMs: 0 }), conversations.next({ atMs: 0 })]
    expect(second).toMatchObject({ session: 'chats-1', prefixTokens: 60_000, inputTokens: 62_000 })
    expect(third).toMatchObject({ session: 'chats-2', prefixTokens: 100 })
  })

  it('a long conversation of a trace ends no other one', () => {
    const conversations = new Conversations(fixed, drawing(0.1, 0))
    expect(conversations.next({ atMs: 0 }).session).toBe('chats-1')
    conversations.next({ atMs: 0, session: 'x', inputTokens: 70_000 })
    expect(conversations.next({ atMs: 0 }).session).toBe('chats-1')
  })

  it('a trace that does not say how long a prompt is adds what is drawn to its conversation', () => {
    const conversations = new Conversations(fixed, drawing())
    const call = { atMs: 0, session: 'x' }
    expect(conversations.next(call)).toEqual({
      session: 'x',
      prefixTokens: 0,
      inputTokens: 10,
      outputTokens: 5,
    })
    expect(conversations.next(call)).toEqual({
      session: 'x',
      prefixTokens: 15,
      inputTokens: 25,
      outputTokens: 5,
    })
  })
})
