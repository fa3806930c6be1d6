import { expect, it } from 'vitest'
import { findingsTable } from './findings-table.ts'

it('shows the values of every seed beside what was expected, and marks what is not kept', () => {
  const finding = (value: number, isKept: boolean) =>
    ({ measure: 'servedLater', value, bound: { atLeast: 0.99 }, isKept }) as const
  const load = { measure: 'load', value: 1.234, bound: { atMost: 1.3 }, isKept: true } as const
  expect(
    findingsTable('brown-out', [
      [finding(0.5, false), load],
      [finding(1, true), load],
    ]),
  ).toEqual([
    'brown-out',
    '  ✗ served later                       ≥ 99 %        50 %    100 %',
    '    calls of targets per run during    ≤ 1.3         1.23     1.23',
  ])
})
