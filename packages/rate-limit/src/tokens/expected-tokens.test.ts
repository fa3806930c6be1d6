import { describe, expect, it } from 'vitest'
import { ExpectedTokens } from './expected-tokens.ts'

describe('an expectation of tokens', () => {
  it('is nothing at first, the estimate where there is one, and the usual number where there is none', () => {
    const expected = new ExpectedTokens()
    expect([expected.of(0), expected.of(0.2), expected.of(7.5)]).toEqual([0, 1, 8])
    expect(expected.export()).toEqual({ estimated: 0, real: 0 })
    expected.learn(0, 100)
    expect(expected.of(0)).toBe(100)
    expected.learn(0, 200)
    // Sums of fractions may be a hair above the whole number.
    expect(expected.of(0) - 105).toBeOneOf([0, 1])
    expect(expected.of(8)).toBe(8)
  })

  it('follows what calls use, to ten times and a tenth of the estimate at most', () => {
    const expected = new ExpectedTokens()
    expected.learn(10, 1000)
    expect(expected.of(10)).toBe(100)
    for (let calls = 0; calls < 300; calls += 1) expected.learn(10, 5)
    expect(expected.of(10) - 5).toBeOneOf([0, 1])
    for (let calls = 0; calls < 300; calls += 1) expected.learn(1000, 5)
    expect(expected.of(1000) - 100).toBeOneOf([0, 1])
  })

  it('does not follow one estimate that is far off', () => {
    const expected = new ExpectedTokens()
    for (let calls = 0; calls < 100; calls += 1) expected.learn(100, 100)
    expected.learn(1e9, 100)
    expect(expected.of(100)).toBeGreaterThan(65)
  })
})
