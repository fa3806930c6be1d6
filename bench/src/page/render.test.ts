import { expect, it } from 'vitest'
import { hotPathFigures } from '../hot-path/hot-path-section.ts'
import { socketFigures } from '../sockets/socket-section.ts'
import { renderPage, type Results } from './render.ts'

const hotPath = [
  {
    name: 'pick of `adaptive`',
    costs: [
      { nanoseconds: 200, bytes: 0 },
      { nanoseconds: 800.4, bytes: 0.4 },
      { nanoseconds: 2000, bytes: 16 },
    ],
  },
]
const sockets = [
  { atATime: 200, rates: { bare: 2000, usual: 1500, own: 2500, transport: 4000 } },
  { atATime: 1000, rates: { bare: 2000, usual: 1500, own: 1600, transport: 4000 } },
]
const results: Results = {
  date: '2026-01-01',
  machine: '2 × processor',
  versions: { Node: 'v24' },
  figures: [
    { section: 'Runs', what: 'a run', result: 0.2, goal: 0.45, unit: '×' },
    ...hotPathFigures(hotPath),
    ...socketFigures(sockets),
  ],
  rivals: [{ name: 'bare', call: { own: 10, bare: 10 } }],
  hotPath,
  sockets,
  imports: [
    { entry: 'llm-balancer', ms: 15, mostMs: 20, cachedMs: 7, bytes: 165_033 },
    { entry: '@llm-balancer/openai', ms: 25, mostMs: 5, cachedMs: 8.25, bytes: 36_600 },
  ],
}
const lines = renderPage(results).split('\n')

it('counts every goal of the page, and says which were missed', () => {
  expect(lines).toContain('5 of 8 goals are met.')
  expect(lines.filter((line) => line.includes('| **no** |'))).toEqual([
    '| a pick of `adaptive` among 10 000 targets, allocated | 16 bytes | ≤ 1 bytes | **no** |',
    '| calls per second, 1000 at a time: bare `fetch` : `request` over `@llm-balancer/undici` | 1.25 × | ≤ 1.00 × | **no** |',
    '| `@llm-balancer/openai` | 25.0 ms | ≤ 5 ms | **no** | 8.3 ms | 36.6 kB |',
  ])
})

it('shows what was measured beside the goals', () => {
  expect(lines).toEqual(
    expect.arrayContaining([
      '| pick of `adaptive` | 200 ns, 0 B | 800 ns, 0 B | 2000 ns, 16 B |',
      '| `request` over `@llm-balancer/undici` | 2500, 1.25 × | 1600, 0.80 × |',
      '| `llm-balancer` | 15.0 ms | ≤ 20 ms | yes | 7.0 ms | 165.0 kB |',
    ]),
  )
})
