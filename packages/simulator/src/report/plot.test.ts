import { expect, it } from 'vitest'
import type { RunLog } from '../run/run-log.ts'
import { attemptOf } from '../test/attempt-of.ts'
import { scenarioOf } from '../test/scenario-of.ts'
import { perSecond, type PerSecond } from './per-second.ts'
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

it('counts what happens at the end of a second in the next one, and in a last second that is cut short', () => {
  const runs = [run(0, 999.9, 'served'), run(999.9, 1000, 'failed'), run(1000, 1400, 'none')]
  const late = [run(1499, 2000, 'served'), run(1499, Infinity, 'none')]
  const counts = perSecond({ ...scenario, durationMs: 1500 }, { runs: [...runs, ...late], attempts: [] })
  expect(counts).toEqual({ arrived: [2, 3], served: [1, 0], failed: [0, 1], calls: [0, 0] })
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

/** The texts of a picture, with their places. */
const textsOf = (picture: string): string[] =>
  [...picture.matchAll(/<text x="(.*)" y="(.*)" text-anchor="(.*)" fill="var\((.*)\)">(.*)<\/text>/g)].map(
    ([, x = '', y = '', ...rest]) => `${x},${y} ${rest.join(' ')}`,
  )
const labelsOf = (picture: string, anchor: 'end' | 'middle'): string[] =>
  textsOf(picture).flatMap((text) => text.split(` ${anchor} --ink `)[1] ?? [])
const countsOf = (calls: readonly number[]): PerSecond => ({ arrived: [], served: [], failed: [], calls })

it('writes a title, a legend, counts on the left and times below', () => {
  expect(textsOf(plot({ ...scenario, durationMs: 25_000 }, countsOf([4])))).toEqual([
    '56,16 start --ink a-test, per second',
    '56,34 start --ink — runs arriving',
    '206,34 start --calls — calls of targets',
    '356,34 start --served — runs served',
    '48,304 end --ink 0',
    '48,176 end --ink 2.5',
    '48,48 end --ink 5',
    '56,318 middle --ink 0 s',
    '371.2,318 middle --ink 10 s',
    '686.4,318 middle --ink 20 s',
  ])
})

it('draws a faint line at each count of the axis, from the left to the right of the frame', () => {
  const lines = plot(scenario, countsOf([4])).match(/<line .*?\/>/g)
  expect(lines).toEqual(
    [300, 172, 44].map((y) => `<line x1="56" x2="844" y1="${y}" y2="${y}" stroke="var(--faint)"/>`),
  )
})

it.each([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 5],
  [5, 5],
  [6, 10],
  [10, 10],
  [11, 20],
  [101, 200],
  [300, 500],
  [999, 1000],
  [1000, 1000],
])('has an axis for counts up to %d that ends with %d', (most, limit) => {
  const picture = plot(scenario, countsOf([most, 0]))
  expect(labelsOf(picture, 'end')).toEqual([0, limit / 2, limit].map(String))
  expect(picture).toContain(`points="154.5,${Number((300 - (256 * most) / limit).toFixed(1))} 351.5,300"`)
})

it('has an axis that is high enough for each of the counts', () => {
  const counts = { arrived: [7], served: [30], failed: [900], calls: [60] }
  expect(labelsOf(plot(scenario, counts), 'end')).toEqual(['0', '50', '100'])
})

it('draws empty lines where nothing was counted', () => {
  const picture = plot(scenario, countsOf([]))
  expect(picture.match(/ points=""/g)).toHaveLength(3)
  expect(labelsOf(picture, 'end')).toEqual(['0', '0.5', '1'])
})

it.each([
  [5000, 1, 10],
  [10_000, 2, 10],
  [200_000, 21, 10],
  [200_001, 11, 20],
  [360_000, 19, 20],
  [3_600_000, 21, 180],
])('of %d ms has %d times on its axis, %d s apart', (durationMs, count, apart) => {
  const times = labelsOf(plot({ ...scenario, durationMs }, countsOf([])), 'middle')
  expect(times).toEqual(Array.from({ length: count }, (_, place) => `${place * apart} s`))
})

it('shades the whole frame where a scenario has no incident', () => {
  const { incident: _, ...calm } = scenario
  expect(plot(calm, countsOf([]))).toContain(
    '<rect x="56" y="44" width="788" height="256" fill="var(--incident)"/>',
  )
})

it('is a picture whatever the name of the scenario', () => {
  const picture = plot({ ...scenario, name: 'a<b> & c' }, countsOf([]))
  expect(picture).toContain('>a&lt;b> &amp; c, per second</text>')
})

it('is an SVG picture with a background, one element per line', () => {
  const lines = plot(scenario, perSecond(scenario, log)).split('\n')
  expect(lines[0]).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 340" font-family="system-ui, sans-serif" font-size="12">',
  )
  expect(lines[2]).toBe('<rect width="860" height="340" fill="var(--paper)"/>')
  expect(lines.slice(-2)).toEqual(['</svg>', ''])
  expect(lines.filter((line) => !/^<.*>$/.test(line))).toEqual([''])
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
