import { expect, it } from 'vitest'
import { parseTimeOfDay } from './parse-time-of-day.ts'

it.each([
  ['00:00 America/Los_Angeles', { hour: 0, minute: 0, timeZone: 'America/Los_Angeles' }],
  ['23:59 UTC', { hour: 23, minute: 59, timeZone: 'UTC' }],
])('%s is a time of day', (text, time) => {
  expect(parseTimeOfDay(text)).toEqual(time)
})

it.each([
  '',
  '00:00',
  '24:00 UTC',
  '00:60 UTC',
  '0:00 UTC',
  '00:00  UTC',
  ' 00:00 UTC',
  '00:00 Mars/Olympus',
  'UTC',
])('“%s” is not understood', (text) => {
  expect(parseTimeOfDay(text)).toBeUndefined()
})
