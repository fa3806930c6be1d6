import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { BackoffSequence } from '../contracts/retry.ts'
import { seededRandom } from '../time/random.ts'
import { checkBackoff } from './check-backoff.ts'
import { defaultBackoff } from './exponential-waits.ts'
import { walkBackoff } from './walk-backoff.ts'

const random = seededRandom(1)
const at = (retry: number, error?: unknown) => ({ retry, random, error })

function sequence(...waits: readonly number[]): BackoffSequence {
  return {
    next: () => {
      const [duration = Number.NaN, ...rest] = waits
      return { duration, ...sequence(...rest) }
    },
  }
}

describe('a walk', () => {
  it('asks a function by the number of the retry', () => {
    const walk = walkBackoff((retry) => retry * 10)
    expect([walk(at(0)), walk(at(1)), walk(at(5))]).toEqual([0, 10, 50])
  })

  it('takes one step of a sequence for each retry, and starts anew with each walk', () => {
    const waits = sequence(5, 7, 9)
    const [walk, another] = [walkBackoff(waits), walkBackoff(waits)]
    expect([walk(at(0)), walk(at(1)), another(at(0)), walk(at(2)), another(at(1))]).toEqual([5, 7, 5, 9, 7])
  })

  it('gives the same wait when it is asked again about the same retry', () => {
    const draw = vi.fn((_retry: number, drawn: () => number) => drawn())
    const walk = walkBackoff(draw)
    expect(walk(at(0))).toBe(walk(at(0)))
    expect(draw).toHaveBeenCalledOnce()
  })

  it('tells a sequence what the attempt failed with', () => {
    const next = vi.fn(() => ({ duration: 1, next }))
    const error = new Error('refused')
    walkBackoff({ next })(at(0, error))
    expect(next).toHaveBeenCalledWith({ retry: 0, random, error })
  })

  it.each([Number.NaN, -1, '5', undefined])(
    'refuses %j as a wait and keeps the error as its cause',
    (junk) => {
      const error = new Error('refused')
      const walk = walkBackoff(() => junk as number)
      expect(() => walk(at(0, error))).toThrow(RangeError)
      expect(() => walk(at(0, error))).toThrow(expect.objectContaining({ cause: error }) as Error)
    },
  )
})

describe('the waits of plain settings', () => {
  const waits = (settings: object) => walkBackoff(checkBackoff('backoff', settings) as BackoffSequence)

  it('grow from the base by the factor up to the longest', () => {
    const walk = waits({ baseMs: 100, factor: 3, maxMs: 1000, jitter: 'none' })
    expect([0, 1, 2, 3, 2000].map((retry) => walk(at(retry)))).toEqual([100, 300, 900, 1000, 1000])
  })

  it('are zero for ever when the base is', () => {
    expect(waits({ baseMs: 0, jitter: 'none' })(at(5000))).toBe(0)
  })

  it('are spread from 0 to the full wait by default', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 0.999, noNaN: true }), (retry, share) => {
        const full = Math.min(8000, 500 * 2 ** retry)
        expect(defaultBackoff(retry, () => share)).toBeCloseTo(share * full)
      }),
      { seed: 3 },
    )
  })
})

it('a backoff that is a function or a sequence is taken as it is', () => {
  const [plain, walked] = [() => 5, sequence(1)]
  expect(checkBackoff('backoff', plain)).toBe(plain)
  expect(checkBackoff('backoff', walked)).toBe(walked)
})
