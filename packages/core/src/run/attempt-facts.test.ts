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

describe('limits that a report gives by a getter', () => {
  const good: LimitReport = { unit: 'requests', limit: 5, remaining: 0 }

  /** A report that counts how often its limits are looked at, on the object itself or on its class. */
  const counting = (
    read: () => readonly LimitReport[],
    isInherited: boolean,
  ): { facts: object; asked: () => number } => {
    let count = 0
    const limits = {
      enumerable: true,
      get: () => {
        count += 1
        return read()
      },
    }
    const facts: object = isInherited
      ? (Object.create(Object.create(null, { limits }) as object) as object)
      : Object.create(null, { limits })
    return { facts, asked: () => count }
  }

  it.each([false, true])('are read once, when they are asked for; inherited: %s', (isInherited) => {
    const { reporter } = reporting()
    const { facts, asked } = counting(() => [good], isInherited)
    const read = readFacts(facts, reporter)
    expect(asked()).toBe(0)
    expect([{ ...read }.limits, read.limits]).toEqual([[good], [good]])
    expect(asked()).toBe(1)
  })

  it('are none when reading them fails, which is reported then', () => {
    const { reporter, messages } = reporting()
    const { facts } = counting(() => {
      throw new Error('torn')
    }, false)
    const read = readFacts(facts, reporter)
    expect(messages).toEqual([])
    expect(read.limits).toEqual([])
    expect(messages).toEqual(['torn'])
  })

  it('are left out where they are invalid', () => {
    const { reporter, messages } = reporting()
    const { facts } = counting(() => [{ ...good, limit: -1 }, good], false)
    expect(readFacts(facts, reporter).limits).toEqual([good])
    expect(messages).toHaveLength(1)
  })
})

it('headers are handed on, and what is not reported is not there', () => {
  const { reporter } = reporting()
  expect(readFacts({ headers: { a: '1' } }, reporter)).toEqual({ headers: { a: '1' } })
  expect(readFacts({ limits: 5 as never }, reporter)).toEqual({})
})
