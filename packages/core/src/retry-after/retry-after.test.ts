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
    '%j is no duration',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  )

  it('are the sum of their parts', () => {
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
  it.each([
    ['an IMF-fixdate', 'Fri, 20 Nov 2026 12:00:30 GMT', now + 30_000],
    ['an RFC 850 date', 'Friday, 20-Nov-26 12:00:30 GMT', now + 30_000],
    ['an asctime date', 'Fri Nov 20 12:00:30 2026', now + 30_000],
    ['an asctime date with a short day', 'Sun Nov  1 12:00:00 2026', Date.UTC(2026, 10, 1, 12)],
    ['a leap second', 'Thu, 31 Dec 2026 23:59:60 GMT', Date.UTC(2027, 0, 1)],
    ['29 February of a leap year', 'Tue, 29 Feb 2028 00:00:00 GMT', Date.UTC(2028, 1, 29)],
    ['a year below 100', 'Sat, 01 Jan 0050 00:00:00 GMT', new Date(0).setUTCFullYear(50)],
  ])('%s', (_, text, time) => expect(parseHttpDate(text, now)).toBe(time))

  it.each([
    ['Sunday, 06-Nov-94 08:49:37 GMT', 1994],
    ['Friday, 20-Nov-76 12:00:00 GMT', 2076],
    ['Saturday, 20-Nov-77 12:00:00 GMT', 1977],
    ['Saturday, 20-Nov-00 12:00:00 GMT', 2000],
  ])('%s is the year %i: not more than 50 years ahead', (text, year) => {
    expect(new Date(parseHttpDate(text, now) ?? 0).getUTCFullYear()).toBe(year)
  })

  it.each([
    '20 Nov 2026',
    '2026-11-20',
    'Fri, 31 Feb 2026 12:00:30 GMT',
    'Sunday, 29-Feb-26 12:00:30 GMT',
    'Fri Feb 31 12:00:30 2026',
    'Fri, 00 Nov 2026 12:00:30 GMT',
    'Fri, 20 Nov 2026 12:60:00 GMT',
    'Fri, 20 Nov 2026 24:00:00 GMT',
    'Fri, 20 Nov 2026 12:00:61 GMT',
    'Fri, 20 Foo 2026 12:00:30 GMT',
    'Foo, 20 Nov 2026 12:00:30 GMT',
    'Fri, 20 Nov 2026 12:00:30 CET',
    'Fri, 20 Nov 2026 12:00:30',
    ' Fri, 20 Nov 2026 12:00:30 GMT',
    '5',
    '',
  ])('%j is no HTTP date', (text) => expect(parseHttpDate(text, now)).toBeUndefined())

  it('every second of an HTTP date is read back', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(Date.UTC(2070, 0)), noInvalidDate: true }),
        (date) => {
          const second = Math.floor(date.getTime() / 1000) * 1000
          expect(parseHttpDate(new Date(second).toUTCString(), now)).toBe(second)
          expect(parseRfc3339(new Date(date).toISOString())).toBe(date.getTime())
        },
      ),
      { seed: 7 },
    )
  })

  it.each([
    ['2026-11-20T12:00:30Z', now + 30_000],
    ['2026-11-20t12:00:30z', now + 30_000],
    ['2026-11-20 12:00:30Z', now + 30_000],
    ['2026-11-20T13:00:30.5+01:00', now + 30_500],
    ['2026-11-20T06:30:30.25-05:30', now + 30_250],
    ['2026-12-31T23:59:60Z', Date.UTC(2027, 0, 1)],
  ])('the RFC 3339 time %s', (text, time) => expect(parseRfc3339(text)).toBe(time))

  it.each([
    '2026-11-20',
    '2026-13-20T12:00:30Z',
    '2026-00-20T12:00:30Z',
    '2026-02-31T12:00:30Z',
    '2026-11-20T12:60:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T12:00:00+24:00',
    '2026-11-20T12:00:00+01:60',
    '2026-11-20T12:00:30',
    'now',
    '1',
  ])('%j is no RFC 3339 time', (text) => expect(parseRfc3339(text)).toBeUndefined())
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
    [{ 'retry-after': 'Friday, 20-Nov-26 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri Nov 20 12:00:30 2026' }, 30_000],
    [{ 'Retry-After': '3' }, 3000],
    [{ 'retry-after-ms': '0.4' }, 0],
    [{ 'retry-after-ms': '1.5' }, 2],
    [{ 'retry-after': '1.2345' }, 1235],
    [{ 'retry-after-ms': '9'.repeat(400), 'retry-after': '9'.repeat(400) }, undefined],
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

  it('say nothing where a client gives a part of a second as anything but a number', () => {
    for (const nanos of [500_000_000n, '500000000', {}, true])
      expect(retryInfoMs({ details: [{ retryDelay: { seconds: 4, nanos } }] })).toBeUndefined()
  })

  it('say nothing where the clock gives no time', () => {
    const date = { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }
    for (const broken of [Number.NaN, Infinity, -Infinity]) {
      expect(headerHintMs(date, broken)).toBeUndefined()
      expect(parseReset('2026-11-20T12:00:08Z', broken)).toBeUndefined()
      expect(parseReset(String(now + 20), broken)).toBeUndefined()
    }
  })

  it('are nothing but a number from 0, or nothing, whatever the text', () => {
    const junk = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom('try again in ', 'retry after ', 'wait '), fc.string())
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(junk, (text) => {
        const hints = [
          textHintMs(text, now),
          headerHintMs({ 'retry-after': text, 'retry-after-ms': text, date: text }, now),
        ]
        for (const ms of hints) expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true)
      }),
      { seed: 7, numRuns: 1000 },
    )
  })
})
