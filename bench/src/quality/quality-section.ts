import { standingsOf, type Standing } from './scores.ts'
import { scenarioTable, standingTable } from './tables.ts'
import type { QualityResults, RandomResults } from './results.ts'

/** Those that the table of scenarios has room for: the oracle, this project, and the best rivals. */
const columns = 7

/** The section of the page, between the marks by which it is found again. */
export function qualitySection({ scenarios, random }: QualityResults): string[] {
  if (scenarios === undefined) return []
  const standings = standingsOf(scenarios.scores)
  const shown = ['oracle', 'adaptive', ...rivalNames(standings)].slice(0, columns)
  return [
    '<!-- quality -->',
    '## How well targets are chosen',
    '',
    'Simulated ([how](guides/simulate.md)): fifteen scenarios in which targets differ in speed, become slow, fail, hang,',
    'run out of quota, or have caches. A run is within the goal when its first content comes within the scenario’s time; what fails or is',
    'refused is not. The oracle knows the state of every target, its quota and its cache, and not the luck of a call. `adaptive` is the',
    'default of this library, `balancer-round-robin` the same balancer without its score; the others are models of whole routers with',
    'their own retries and cooldowns, after public descriptions, in `@llm-balancer/simulator/rivals`.',
    '',
    `Measured on ${scenarios.date} with the seeds ${scenarios.seeds.join(', ')}.`,
    '',
    ...scenarioTable(scenarios.scores, shown),
    '',
    ...standingTable(standings),
    '',
    '![Share of the runs within the goal, per scenario and router](images/quality-goal.svg)',
    '',
    '![p99 of the time to the first content, per scenario and router](images/quality-p99.svg)',
    '',
    '![The share of the calls of each key while one of five keys is eight times as slow](images/quality-brown-out.svg)',
    '',
    ...(random === undefined ? [] : randomPart(random)),
    'Written by `pnpm bench quality` and `pnpm bench quality --random 300`; the numbers are in `docs/images/quality.json`.',
    '<!-- /quality -->',
  ]
}

function randomPart({ date, scenarios, standings }: RandomResults): string[] {
  return [
    `${scenarios} random scenarios that nothing was tuned for (seeds from 9000 on), measured on ${date}; runs of the balancer wait for a`,
    'target for up to 5 s, as they do in the umbrella by default, those of the others as their own rules say:',
    '',
    ...standingTable(standings),
    '',
    '`adaptive` loses most where servers of one’s own are asked for nearly all that they can answer (a few calls too many at some of them',
    'make all calls there slow, for long), where limits are neither known nor reported and must be found out by refusals, and where a',
    'minute’s limit begins anew at once and nearly all of it is asked for. It also refuses more runs than routers that call a key again and',
    'again until it takes the call; those make 1.1 to 1.5 calls for each run.',
    '',
  ]
}

function rivalNames(standings: readonly Standing[]): string[] {
  return standings.map(({ subject }) => subject).filter((name) => name !== 'oracle' && name !== 'adaptive')
}
