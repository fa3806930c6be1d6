import { describe, expect, it } from 'vitest'
import { overloadCases } from '../overload/overload-cases.ts'
import { checkScenario } from '../scenario/check-scenario.ts'
import { simulate } from '../run/simulate.ts'
import { plainRoundRobin } from '../rivals/round-robin.ts'
import { scenarioText } from '../test/scenario-text.ts'
import { qualityScenarios } from './quality-scenarios.ts'

it('are the reviewed ones: published figures can only be compared while no number changes', async () => {
  await expect(qualityScenarios.map(scenarioText).join('\n')).toMatchFileSnapshot('quality-scenarios.txt')
})

it('has fifteen scenarios, each with a name of its own', () => {
  expect(new Set(qualityScenarios.map(({ name }) => name)).size).toBe(15)
})

describe.each([...qualityScenarios, ...overloadCases.map(({ scenario }) => scenario)])(
  '$name',
  (scenario) => {
    it('is valid, and plain data that JSON can hold', () => {
      expect(() => checkScenario('scenario', scenario, 'simulate')).not.toThrow()
      expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario)
    })
  },
)

it('simulates a scenario that came out of JSON as it does the original', async () => {
  const original = qualityScenarios.find(({ name }) => name === 'fixed-minutes')
  const copy = JSON.parse(JSON.stringify(original)) as typeof original
  if (original === undefined || copy === undefined) return expect.unreachable('there is no such scenario')
  const run = async (scenario: typeof original) => simulate({ scenario, balancer: plainRoundRobin.subject })
  expect(await run(copy)).toEqual(await run(original))
})
