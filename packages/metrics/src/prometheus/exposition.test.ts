import { expect, it } from 'vitest'
import { createMetrics, prometheusExporter } from '../index.ts'
import { setScene } from '../test/scene.ts'
import { exposition } from './exposition.ts'

const family = {
  name: 'calls_total',
  help: 'A \\ "word"\nand more',
  type: 'counter' as const,
  labels: ['a'],
  samples: [{ labels: { a: 'x\\"\n' }, extra: ['b', '"'] as const, value: Infinity }],
}

it('labels and helps are escaped as each format wants it', () => {
  const sample = 'calls_total{a="x\\\\\\"\\n",b="\\""} +Inf'
  expect(exposition([family], 'text')).toBe(
    ['# HELP calls_total A \\\\ "word"\\nand more', '# TYPE calls_total counter', sample, ''].join('\n'),
  )
  expect(exposition([family], 'openmetrics')).toBe(
    ['# HELP calls A \\\\ \\"word\\"\\nand more', '# TYPE calls counter', sample, '# EOF', ''].join('\n'),
  )
})

it('numbers are written as both formats read them', () => {
  const samples = [-Infinity, NaN, 1e-7, 0].map((value) => ({ suffix: '_x', labels: {}, value }))
  const lines = exposition([{ ...family, help: '', samples }], 'text')
    .split('\n')
    .slice(2, -1)
  expect(lines).toEqual([
    'calls_total_x{} -Inf',
    'calls_total_x{} NaN',
    'calls_total_x{} 1e-7',
    'calls_total_x{} 0',
  ])
})

it('a target is available or not, and a removed one is neither', async () => {
  const { balancer } = setScene({ a: [], b: [], c: [] })
  const metrics = createMetrics()
  metrics.observe(balancer)
  balancer.updateTarget('b', { weight: 0 })
  await balancer.removeTarget('c')
  const lines = prometheusExporter(metrics).text().split('\n')
  const about = (name: string): string[] =>
    lines.filter((line) => line.startsWith(`llm_balancer_target_${name}{`))
  expect(about('available')).toEqual([
    'llm_balancer_target_available{balancer="default",target="a"} 1',
    'llm_balancer_target_available{balancer="default",target="b"} 0',
  ])
  expect(about('info').map((line) => line.slice(0, 57))).toEqual([
    'llm_balancer_target_info{balancer="default",target="a",pr',
    'llm_balancer_target_info{balancer="default",target="b",pr',
  ])
})
