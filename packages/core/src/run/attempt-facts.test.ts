import { describe, expect, it } from 'vitest'
import type { LimitReport, TokenUsage } from '../contracts/usage.ts'
import { Reporter } from '../targets/reporter.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { readFacts } from './attempt-facts.ts'

/** A reporter, and the messages of what went wrong. */
const reporting = (): { reporter: Reporter; messages: string[] } => {
  const reporter = new Reporter(createFakeClock())
  const messages: string[] = []
  reporter.on('listener-failed', (event) => messages.push((event as { error: Error }).error.message))
  return { reporter, messages }
}

const wrong: readonly unknown[] = [-1, -0.5, Infinity, -Infinity, Number.NaN, '3', null, {}]

describe('the tokens of a report', () => {
  it('are kept as they are when they are finite and not negative', () => {
    const { reporter, messages } = reporting()
    const usage = { inputTokens: 0, outputTokens: 2.5, cacheReadTokens: 1 }
    expect(readFacts({ usage }, reporter)).toEqual({ usage })
    expect(messages).toEqual([])
  })

  it.each(wrong)('are left out, each on its own, and reported when they are %o', (value) => {
    const { reporter, messages } = reporting()
    const usage = { inputTokens: value, outputTokens: 4 } as TokenUsage
    expect(readFacts({ usage }, reporter)).toEqual({ usage: { outputTokens: 4 } })
    expect(messages).toEqual([expect.stringContaining('usage.inputTokens')])
  })
})

describe('the limits of a report', () => {
  const good: LimitReport = { unit: 'requests', limit: 5, remaining: 0, resetMs: 0.5 }

  it('are frozen copies', () => {
    const { reporter, messages } = reporting()
    const limits = [good]
    const read = readFacts({ limits }, reporter).limits ?? []
    expect(read).toEqual([good])
    expect([Object.isFrozen(read), Object.isFrozen(read[0]), read[0] === good]).toEqual([true, true, false])
    expect(messages).toEqual([])
  })

  for (const name of ['limit', 'remaining', 'resetMs', 'windowMs'] as const) {
    it.each(wrong)(`are left out when "${name}" is %o, and the others stay`, (value) => {
      const { reporter, messages } = reporting()
      const bad = { ...good, unit: 'tokens', [name]: value } as LimitReport
      expect(readFacts({ limits: [bad, good] }, reporter).limits).toEqual([good])
      expect(messages).toEqual([expect.stringContaining('limits')])
    })
  }
})

it('headers are handed on, and what is not reported is not there', () => {
  const { reporter } = reporting()
  expect(readFacts({ headers: { a: '1' } }, reporter)).toEqual({ headers: { a: '1' } })
  expect(readFacts({ limits: 5 as never }, reporter)).toEqual({})
})
