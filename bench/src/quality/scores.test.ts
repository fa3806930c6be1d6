import { expect, it } from 'vitest'
import type { JobResult } from './job.ts'
import { scoresOf, standingsOf } from './scores.ts'
import { scenarioTable, standingTable } from './tables.ts'

const result = (scenario: string, subject: string, own: Partial<JobResult> = {}): JobResult => ({
  ...{ scenario, subject, seed: 1, requests: 1000, succeeded: 990, withinGoal: 950, refused: 5 },
  ...{ attempts: 1010, rejections429: 4, costUsd: 2, p50: 500, p99: 3000 },
  ...own,
})
const scores = scoresOf([
  result('slow', 'oracle', { withinGoal: 970 }),
  result('slow', 'adaptive', { withinGoal: 960 }),
  result('slow', 'adaptive', { seed: 2, withinGoal: 950, p99: 5000 }),
  result('slow', 'rival', { withinGoal: 800 }),
  result('fast', 'oracle', { withinGoal: 990 }),
  result('fast', 'adaptive', { withinGoal: 995 }),
  result('fast', 'rival', { withinGoal: 985, p99: NaN }),
])

it('adds up the seeds of a scenario', () => {
  const [own] = scores.filter(({ scenario, subject }) => scenario === 'slow' && subject === 'adaptive')
  expect(own).toMatchObject({ withinGoal: 95.5, served: 99, refused: 0.5, p99: 4000, rejectionsPer1000: 4 })
  expect(own?.attemptsPerRun).toBeCloseTo(1.01)
  expect(own?.usdPer1000).toBeCloseTo(2.02)
})

it('orders subjects by how far they are below the oracle, and names where that is worst', () => {
  const standings = standingsOf(scores)
  expect(standings.map(({ subject }) => subject)).toEqual(['oracle', 'adaptive', 'rival'])
  expect(standings[1]?.gap.mean).toBeCloseTo(0.5)
  expect(standings[2]?.gap).toMatchObject({ worst: 17, worstScenario: 'slow' })
  // What served no run has no latency, and is left out of the mean.
  expect(standings[2]?.p99).toBe(3000)
})

it('writes them as Markdown', () => {
  expect(scenarioTable(scores, ['oracle', 'adaptive'])).toEqual([
    '| within the goal, % | oracle | adaptive |',
    '| --- | --: | --: |',
    '| slow | 97.0 | 95.5 |',
    '| fast | 99.0 | 99.5 |',
  ])
  expect(standingTable(standingsOf(scores))[3]).toMatch(
    /^\| adaptive \| 97\.5 \| 0\.50 \| 1\.5 \| 1\.5 \(slow\) \|/,
  )
})
