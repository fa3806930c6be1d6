import { expect, it } from 'vitest'
import { qualitySection } from './quality-section.ts'
import { withSection } from './write-results.ts'

const score = {
  ...{ scenario: 'slow', withinGoal: 97, served: 99, refused: 0, p50: 500, p99: 3000 },
  ...{ attemptsPerRun: 1, rejectionsPer1000: 0, usdPer1000: 1 },
}
const scenarios = {
  date: '2026-01-01',
  seeds: [1, 2],
  scores: ['oracle', 'adaptive', 'rival'].map((subject) => ({ ...score, subject })),
}
const page = '# Benchmarks\n\n## Runs\n\n## How to repeat it\n\nThus.\n'

it('puts the section before "How to repeat it", and replaces it the next time', () => {
  const first = withSection(page, qualitySection({ scenarios }))
  expect(first).toContain('with the seeds 1, 2.')
  expect(first.indexOf('## How well targets are chosen')).toBeLessThan(first.indexOf('## How to repeat it'))
  const again = withSection(first, qualitySection({ scenarios: { ...scenarios, seeds: [3] } }))
  expect(again).toContain('with the seeds 3.')
  expect(again).not.toContain('1, 2')
  expect(withSection(again, qualitySection({ scenarios }))).toBe(first)
})

it('has no section before anything was measured', () => {
  expect(qualitySection({})).toEqual([])
})
