import { describe, expect, it } from 'vitest'
import { WindowEvidence } from './window-evidence.ts'

const minuteMs = 60_000
const end = 1_795_000_050_000

/** What resets tell of a limit per minute, of which a bucket would need a second; each has the end that is given, or another one. */
const afterResets = (
  ...resets: readonly (readonly [namedMs: number, neededMs?: number, resetAt?: number])[]
) => {
  const evidence = new WindowEvidence()
  return resets.map(([namedMs, neededMs = 1000, resetAt = end]) =>
    evidence.ofReset({ neededMs, namedMs, windowMs: minuteMs }, resetAt),
  )
}

describe('a reset', () => {
  it.each([
    ['a tenth of a minute', minuteMs, 7000],
    ['2 s where a tenth of the window is less', 10_000, 3000],
  ])('that is later than a bucket needs by more than %s, twice, means a window', (_, windowMs, latest) => {
    const twice = (namedMs: number): boolean[] => {
      const evidence = new WindowEvidence()
      return [1, 2].map(() => evidence.ofReset({ neededMs: 1000, windowMs, namedMs }, end))
    }
    expect(twice(latest)).toEqual([false, false])
    expect(twice(latest + 1)).toEqual([false, true])
  })

  it('that fits a bucket takes back what the one before meant', () => {
    expect(afterResets([50_000], [1000], [50_000])).toEqual([false, false, false])
  })

  it('later than the window, by more than it may have been rounded, means nothing', () => {
    expect(afterResets([62_000], [62_000])).toEqual([false, true])
    expect(afterResets([50_000], [62_001], [62_001])).toEqual([false, false, false])
  })

  it('earlier than a bucket needs means a window when it is the end that was named before, give or take 2 s', () => {
    const early = (resetAt: number) => [10_000, 50_000, resetAt] as const
    expect(afterResets([50_000], early(end))).toEqual([false, true])
    expect(afterResets([50_000], early(end + 2000))).toEqual([false, true])
    expect(afterResets([50_000], early(end + 2001))).toEqual([false, false])
    expect(afterResets(early(end), early(end))).toEqual([false, false])
    expect(afterResets([50_000], [1000], early(end), early(end))).toEqual([false, false, false, false])
  })
})

describe('a hint after a refusal', () => {
  const afterHints = (...hints: readonly number[]): boolean[] => {
    const evidence = new WindowEvidence()
    return hints.map((namedMs) => evidence.ofHint({ neededMs: 1000, windowMs: minuteMs, namedMs }))
  }

  it('that is much later than a bucket needs, twice, means a window', () => {
    expect(afterHints(7000, 7000)).toEqual([false, false])
    expect(afterHints(7001, 7001)).toEqual([false, true])
  })

  it('later than the window, by more than it may have been rounded, means nothing', () => {
    expect(afterHints(62_000, 62_000)).toEqual([false, true])
    expect(afterHints(62_001, 62_001)).toEqual([false, false])
  })

  it('that fits a bucket takes back what the one before meant', () => {
    expect(afterHints(7001, 1999, 7001)).toEqual([false, false, false])
    expect(afterHints(7001, 2000, 7001)).toEqual([false, false, true])
  })
})
