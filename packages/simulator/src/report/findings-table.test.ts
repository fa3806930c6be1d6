import { expect, it } from 'vitest'
import type { Bound } from '../overload/overload-case.ts'
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

it('writes the limits that there are, and nothing but a name where nothing was expected', () => {
  const finding = (bound: Bound) => ({ measure: 'callsDuring', value: 7, bound, isKept: true }) as const
  expect(
    findingsTable('a-case', [
      [finding({ atLeast: 2, atMost: 9 }), finding({ atMost: 9 }), finding({ atLeast: 2 }), finding({})],
    ]),
  ).toEqual([
    'a-case',
    '    calls of targets during            ≥ 2, ≤ 9         7',
    '    calls of targets during            ≤ 9              7',
    '    calls of targets during            ≥ 2              7',
    '    calls of targets during                             7',
  ])
  expect(findingsTable('empty', [])).toEqual(['empty'])
  expect(findingsTable('empty', [[], []])).toEqual(['empty'])
})

it('marks a line when any seed breaks its limit, and leaves out what a seed has not measured', () => {
  const finding = (isKept: boolean) =>
    ({ measure: 'served', value: 0.5, bound: { atLeast: 0.5 }, isKept }) as const
  expect(findingsTable('a-case', [[finding(true)], [], [finding(false)]])).toEqual([
    'a-case',
    '  ✗ served                             ≥ 50 %        50 %     50 %',
  ])
})
