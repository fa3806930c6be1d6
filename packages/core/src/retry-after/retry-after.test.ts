import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, parseSeconds } from './duration.ts'
import { headerHintMs } from './header-hint.ts'
import { parseHttpDate } from './http-date.ts'
import { parseReset } from './parse-reset.ts'
import { parseRfc3339 } from './parse-rfc3339.ts'
import { retryInfoMs } from './retry-info.ts'
import { textHintMs } from './text-hint.ts'

const now = Date.UTC(2026, 10, 20, 12)

describe('durations', () => {
  it.each([
    ['6m0s', 360_000],
    ['17ms', 17],
    ['2m59.56s', 179_560],
    ['7.66s', 7660],
    ['41m39.072s', 2_499_072],
    ['1h2m3s', 3_723_000],
    ['1d', 86_400_000],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['', '5', 's', '-1s', '1 s', '1e3s', '1.s', '5x', 'abc', '1s!', `${'1'.repeat(70)}s`])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  )

  it('reads back what it is made of', () => {
    const part = fc.integer({ min: 0, max: 59 })
    fc.assert(
      fc.property(part, part, part, fc.integer({ min: 0, max: 999 }), (hours, minutes, seconds, ms) => {
        const total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
        expect(parseDuration(`${hours}h${minutes}m${seconds}s${ms}ms`)).toBe(total)
        expect(parseDuration(`${hours}h${minutes}m${seconds}.${String(ms).padStart(3, '0')}s`)).toBe(total)
      }),
      { seed: 7 },
    )
  })
})

describe('dates', () => {
  it('reads HTTP dates strictly', () => {
    expect(parseHttpDate('Fri, 20 Nov 2026 12:00:30 GMT')).toBe(now + 30_000)
    for (const text of [
      '20 Nov 2026',
      '2026-11-20',
      'Fri, 31 Feb 2026 12:00:30 GMT',
      '5',
      '',
      'Fri, 20 Nov 2026 12:00:30',
    ]) {
      expect(parseHttpDate(text)).toBeUndefined()
    }
  })

  it('reads RFC 3339 strictly', () => {
    expect(parseRfc3339('2026-11-20T12:00:30Z')).toBe(now + 30_000)
    expect(parseRfc3339('2026-11-20T13:00:30.5+01:00')).toBe(now + 30_500)
    for (const text of ['2026-11-20', '2026-13-20T12:00:30Z', '2026-11-20T12:00:30', 'now', '1']) {
      expect(parseRfc3339(text)).toBeUndefined()
    }
  })
})

describe('resets and retry-after', () => {
  it.each([
    ['6m0s', 360_000],
    ['27', 27_000],
    ['0.5', 500],
    [String(now / 1000 + 20), 20_000],
    [String(now + 20), 20],
    ['2026-11-20T12:00:08Z', 8000],
    ['2026-11-20T11:00:00Z', 0],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
  ])('a reset of %s is %i ms away', (text, ms) => expect(parseReset(text, now)).toBe(ms))

  it.each([
    ['1', 1000],
    ['0', 0],
    ['1.5', 1500],
    [' 12 ', 12_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
  ])('retry-after %s is %i ms', (text, ms) => expect(headerHintMs({ 'retry-after': text }, now)).toBe(ms))

  it.each(['', '-1', 'soon', '1s', '1,5', 'NaN', 'Infinity', '1e9', '0x10', '2026'.repeat(9)])(
    '%j says nothing',
    (text) => expect(headerHintMs({ 'retry-after': text }, now)).toBeUndefined(),
  )

  it('never give anything but a number from 0, or nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const ms of [
          parseReset(text, now),
          headerHintMs({ 'retry-after': text }, now),
          parseSeconds(text),
          parseDuration(text),
        ]) {
          expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true)
        }
      }),
      { seed: 7, numRuns: 1000 },
    )
  })
})

describe('hints', () => {
  it.each([
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [{ 'x-ms-retry-after-ms': '80', 'retry-after': '9' }, 80],
    [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 11:00:10 GMT', date: 'Fri, 20 Nov 2026 11:00:00 GMT' }, 10_000],
    [{ 'retry-after': '-3' }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('of the headers %j', (headers, ms) => expect(headerHintMs(headers, now)).toBe(ms))

  it.each([
    [{ details: [null, { reason: 'X' }, { retryDelay: '46s' }] }, 46_000],
    [{ details: [{ retryDelay: { seconds: '46', nanos: 500_000_000 } }] }, 46_500],
    [{ details: [{ retryDelay: { seconds: 46 } }] }, 46_000],
    [{ details: [{ retryDelay: { nanos: 120_000_000 } }] }, 120],
    [{ details: [{ retryDelay: { seconds: -4 } }, { retryDelay: {} }] }, undefined],
    [
      {
        details: [
          { retryDelay: { seconds: 4, nanos: Number.NaN } },
          { retryDelay: { seconds: { toString: 1 } } },
        ],
      },
      undefined,
    ],
    [{ details: [{ retryDelay: 46 }] }, undefined],
    [{ details: 'none' }, undefined],
  ])('of RetryInfo in %j', (error, ms) => expect(retryInfoMs(error)).toBe(ms))

  it('are nothing but a number from 0, or nothing, whatever the text', () => {
    const junk = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('try again in ', 'retry after '), fc.string()).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(junk, (text) => {
        const hints = [
          textHintMs(text),
          headerHintMs({ 'retry-after': text, 'retry-after-ms': text, date: text }, now),
        ]
        for (const ms of hints) expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true)
      }),
      { seed: 7, numRuns: 1000 },
    )
  })
})
