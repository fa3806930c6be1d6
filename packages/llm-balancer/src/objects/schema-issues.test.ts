import { expect, it } from 'vitest'
import { misfit } from './schema-issues.ts'

const messageOf = (places: number): string =>
  misfit(
    { provider: 'p', modelId: 'm' },
    Array.from({ length: places }, (_, place) => ({ message: 'no', path: [`f${String(place)}`] })),
  ).message

it('an error names five places, and how many more there are', () => {
  expect(messageOf(1)).toMatch(/ at f0$/)
  expect(messageOf(5)).toMatch(/ at f0, f1, f2, f3, f4$/)
  expect(messageOf(6)).toMatch(/ at f0, f1, f2, f3, f4 and 1 more$/)
})
