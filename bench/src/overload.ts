import { measure, simulate, timeline } from '@llm-balancer/simulator'
import { isKept, overloadCases, type OverloadCase } from '@llm-balancer/simulator/overload'
import { parseArgs } from 'node:util'

/**
 * Runs the balancer through overload and outages in virtual time: `overload` all scenarios with seeds 2–5, `overload --scenario
 * brown-out --seed 1` one of them, second by second.
 */
export async function benchOverload(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { scenario: { type: 'string' }, seed: { type: 'string' } },
  })
  const { scenario: name, seed } = values
  const chosen = overloadCases.filter(({ scenario }) => name === undefined || scenario.name === name)
  if (chosen.length === 0)
    throw new Error(
      `no scenario is called "${name}"; there are ${overloadCases.map(({ scenario }) => scenario.name).join(', ')}`,
    )
  const seeds = seed === undefined ? [2, 3, 4, 5] : [Number(seed)]
  if (name !== undefined) for (const one of seeds) await printTimeline(chosen, one)
  for (const one of seeds) for (const each of chosen) await printMeasures(each, one)
}

async function printTimeline(chosen: readonly OverloadCase[], seed: number): Promise<void> {
  for (const { scenario } of chosen) for (const line of await timeline(scenario, { seed })) console.log(line)
}

async function printMeasures({ scenario, expected, traffic }: OverloadCase, seed: number): Promise<void> {
  const measures = measure(scenario, await simulate(scenario, { seed }), traffic)
  const cells = Object.entries(expected).map(([name, bound]) => {
    const value = measures[name as keyof typeof measures]
    const limits = [
      bound.atLeast === undefined ? '' : `≥ ${bound.atLeast}`,
      bound.atMost === undefined ? '' : `≤ ${bound.atMost}`,
    ]
    return `${isKept(value, bound) ? '' : '✗ '}${name} ${Number(value.toFixed(3))} (${limits.join(' ').trim()})`
  })
  console.log(`${scenario.name} #${seed}: ${cells.join(' · ')}`)
}
