import { expect, it } from 'vitest'
import { dataText, scenarioText } from '../test/scenario-text.ts'
import { overloadCases } from './overload-cases.ts'
import { notYet } from './test/not-yet.ts'

const names = overloadCases.map(({ scenario }) => scenario.name)

it('are the reviewed ones: published figures can only be compared while no number changes', async () => {
  const texts = overloadCases.map(({ scenario, ...rest }) => {
    const lines = Object.entries(rest).map(([part, data]) => `  ${part} ${dataText(data)}\n`)
    return scenarioText(scenario) + lines.join('')
  })
  await expect(texts.join('\n')).toMatchFileSnapshot('overload-cases.txt')
})

it('names every case once', () => {
  expect(new Set(names).size).toBe(names.length)
})

it('lists only known cases as failing', () => {
  expect([...notYet].filter((name) => !names.includes(name))).toEqual([])
})

it('expects something of every case', () => {
  expect(overloadCases.filter(({ expected }) => Object.keys(expected).length === 0)).toEqual([])
})
