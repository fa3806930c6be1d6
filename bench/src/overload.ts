import { timeline } from '@llm-balancer/simulator'
import { findingsTable, judgeCase, overloadCases, type OverloadCase } from '@llm-balancer/simulator/overload'
import { parseArgs } from 'node:util'
import { benchOverloadOverSockets } from './overload-sockets.ts'
import { print } from './print.ts'

const usualSeeds = [2, 3, 4, 5]

const options = {
  scenario: { type: 'string' },
  only: { type: 'string' },
  seed: { type: 'string' },
  sockets: { type: 'boolean' },
  plot: { type: 'string', default: 'docs/images/overload.svg' },
} as const

/**
 * Runs the balancer through overload and outages in virtual time and prints what it comes to against what is expected.
 *
 * - `overload`: all scenarios with seeds 2–5; `--seed 1` with another one; `--only outage` those with this word in their names
 * - `overload --scenario brown-out --seed 1`: one of them, second by second as well
 * - `overload --sockets`: one of them in real time over sockets, with a plot (`--plot file`)
 */
export async function benchOverload(args: readonly string[]): Promise<void> {
  const { scenario, only = '', seed, sockets = false, plot } = parseArgs({ args: [...args], options }).values
  const seeds = seed === undefined ? usualSeeds : [seedOf(seed)]
  if (sockets) await benchOverloadOverSockets(plot)
  else if (scenario === undefined) await printCases(casesWith(only), seeds)
  else {
    const chosen = caseNamed(scenario)
    for (const one of seeds) for (const line of await timeline({ ...chosen, seed: one })) print(line)
    await printCases([chosen], seeds)
  }
}

function seedOf(given: string): number {
  const seed = Number(given)
  if (given.trim() === '' || !Number.isSafeInteger(seed))
    throw new RangeError(`"--seed" must be a whole number, got "${given}"`)
  return seed
}

function casesWith(word: string): readonly OverloadCase[] {
  const found = overloadCases.filter(({ scenario }) => scenario.name.includes(word))
  if (found.length === 0) throw unknownScenario(word)
  return found
}

function caseNamed(name: string): OverloadCase {
  const found = overloadCases.find(({ scenario }) => scenario.name === name)
  if (found === undefined) throw unknownScenario(name)
  return found
}

function unknownScenario(name: string): RangeError {
  const known = overloadCases.map(({ scenario }) => scenario.name).join(', ')
  return new RangeError(`there is no scenario "${name}"; known are ${known}`)
}

async function printCases(cases: readonly OverloadCase[], seeds: readonly number[]): Promise<void> {
  let broken = 0
  print(`\nexpected and measured, seeds ${seeds.join(', ')}`)
  for (const each of cases) {
    const findings = []
    for (const seed of seeds) findings.push(await judgeCase(each, seed))
    for (const line of findingsTable(each.scenario.name, findings)) print(line)
    if (findings.flat().some(({ isKept }) => !isKept)) broken += 1
  }
  print(`\n${cases.length - broken} of ${cases.length} scenarios are as expected`)
}
