import { expect, it } from 'vitest'
import type { RunLog } from '../run/run-log.ts'
import { attemptOf } from '../test/attempt-of.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { perSecond } from './per-second.ts'
import { plot } from './plot.ts'

const scenario = scenarioOf({ incident: { fromMs: 1000, toMs: 2000 }, durationMs: 4000 })
const run = (arrivedAt: number, endedAt: number, end: RunLog['end']): RunLog => ({
  traffic: 'callers',
  arrivedAt,
  firstContentAt: endedAt,
  endedAt,
  end,
})
const log = {
  runs: [
    run(100, 400, 'served'),
    run(900, 1200, 'served'),
    run(1500, 1600, 'failed'),
    run(3900, 4100, 'served'),
  ],
  attempts: [attemptOf({ startedAt: 3000, endedAt: 3001 })],
}

it('counts what happens in each second, and leaves out what ends after the scenario', () => {
  expect(perSecond(scenario, log)).toEqual({
    arrived: [2, 1, 0, 1],
    served: [1, 1, 0, 0],
    failed: [0, 1, 0, 0],
    calls: [0, 0, 0, 1],
  })
})

it('draws a line for each count and shades the incident', () => {
  const picture = plot(scenario, perSecond(scenario, log))
  expect(picture.match(/<polyline/g)).toHaveLength(3)
  expect(picture).toContain('a-test, per second')
  expect(picture).toContain('<rect x="253" y="44" width="197" height="256" fill="var(--incident)"/>')
  expect(picture).toContain(
    'stroke="var(--served)" stroke-width="1.6" points="154.5,172 351.5,172 548.5,300 745.5,300"',
  )
})

it('has the colours of light and of dark pages, for everything that it draws', () => {
  const picture = plot(scenario, perSecond(scenario, log))
  const [, light = '', dark = ''] =
    /<style>svg\{(.*)\}@media\(prefers-color-scheme:dark\)\{svg\{(.*)\}\}<\/style>/.exec(picture) ?? []
  const used = [...picture.matchAll(/var\((--\w+)\)/g)].map(([, name = '']) => name)
  for (const colors of [light, dark])
    expect([...new Set(used)].filter((name) => !colors.includes(`${name}:#`))).toEqual([])
  expect(picture).not.toMatch(/(?:fill|stroke)="#/)
})
