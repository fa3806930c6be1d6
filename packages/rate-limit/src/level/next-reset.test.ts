import { expect, it } from 'vitest'
import { nextReset } from './next-reset.ts'

const after = (hour: number, minute: number, timeZone: string, time: string): string =>
  new Date(nextReset({ hour, minute, timeZone })(Date.parse(time))).toISOString()

it.each<[what: string, given: Parameters<typeof after>, expected: string]>([
  ['later on the same day', [0, 0, 'UTC', '2026-11-29T10:00:00Z'], '2026-11-30T00:00:00.000Z'],
  [
    'midnight in California, in winter',
    [0, 0, 'America/Los_Angeles', '2026-11-29T10:00:00Z'],
    '2026-11-30T08:00:00.000Z',
  ],
  ['in summer', [0, 0, 'America/Los_Angeles', '2026-07-01T10:00:00Z'], '2026-07-02T07:00:00.000Z'],
  ['not the present one', [0, 0, 'UTC', '2026-11-29T00:00:00Z'], '2026-11-30T00:00:00.000Z'],
  ['a millisecond before', [0, 0, 'UTC', '2026-11-28T23:59:59.999Z'], '2026-11-29T00:00:00.000Z'],
  ['a day of 23 hours', [0, 0, 'America/Los_Angeles', '2026-03-08T08:00:00Z'], '2026-03-09T07:00:00.000Z'],
  ['a day of 25 hours', [0, 0, 'America/Los_Angeles', '2026-11-01T07:00:00Z'], '2026-11-02T08:00:00.000Z'],
  [
    'a time that does not exist',
    [2, 30, 'America/Los_Angeles', '2026-03-08T08:00:00Z'],
    '2026-03-08T10:30:00.000Z',
  ],
  [
    'a time that comes twice',
    [1, 30, 'America/Los_Angeles', '2026-11-01T06:00:00Z'],
    '2026-11-01T08:30:00.000Z',
  ],
  [
    'not its second coming',
    [1, 30, 'America/Los_Angeles', '2026-11-01T08:30:00Z'],
    '2026-11-02T09:30:00.000Z',
  ],
  ['half an hour aside', [9, 15, 'Asia/Kolkata', '2026-11-29T03:00:00Z'], '2026-11-29T03:45:00.000Z'],
  [
    'a zone whose midnight is skipped',
    [0, 0, 'America/Santiago', '2026-09-05T12:00:00Z'],
    '2026-09-06T04:00:00.000Z',
  ],
  ['over the end of a year', [0, 0, 'Pacific/Auckland', '2026-12-31T12:00:00Z'], '2027-01-01T11:00:00.000Z'],
])('the next reset is %s', (_, given, expected) => {
  expect(after(...given)).toBe(expected)
})
