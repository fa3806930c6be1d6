import type { Score, Standing } from './scores.ts'

const one = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : '–')
const two = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–')
const seconds = (ms: number): string => two(ms / 1000)

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)]
}

/** Share within the goal: a row per scenario, a column per subject. */
export function scenarioTable(scores: readonly Score[], subjects: readonly string[]): string[] {
  const scenarios = [...new Set(scores.map(({ scenario }) => scenario))]
  const cellOf = (scenario: string, subject: string): string =>
    one(scores.find((score) => score.scenario === scenario && score.subject === subject)?.withinGoal ?? NaN)
  return table(
    ['within the goal, %', ...subjects],
    scenarios.map((scenario) => [scenario, ...subjects.map((subject) => cellOf(scenario, subject))]),
  )
}

/** What each subject came to over all scenarios. */
export function standingTable(standings: readonly Standing[]): string[] {
  return table(
    [
      ...[
        '',
        'within the goal, %',
        'below the oracle: mean',
        'a tenth of all at least',
        'worst',
        'served, %',
        'refused, %',
      ],
      ...['p99, s', 'calls per run', '429 per 1000', '$ per 1000'],
    ],
    standings.map((each) => [
      each.subject,
      one(each.withinGoal),
      two(each.gap.mean),
      one(each.gap.p90),
      `${one(each.gap.worst)} (${each.gap.worstScenario})`,
      one(each.served),
      one(each.refused),
      seconds(each.p99),
      two(each.attemptsPerRun),
      one(each.rejectionsPer1000),
      two(each.usdPer1000),
    ]),
  )
}
