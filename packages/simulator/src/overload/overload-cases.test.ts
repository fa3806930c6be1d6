import { expect, it } from 'vitest'
import { overloadCases } from './overload-cases.ts'
import { notYet } from './test/not-yet.ts'

const names = overloadCases.map(({ scenario }) => scenario.name)

it('names every case once', () => {
  expect(new Set(names).size).toBe(names.length)
})

it('lists only known cases as failing', () => {
  expect([...notYet].filter((name) => !names.includes(name))).toEqual([])
})

it('expects something of every case', () => {
  expect(overloadCases.filter(({ expected }) => Object.keys(expected).length === 0)).toEqual([])
})
