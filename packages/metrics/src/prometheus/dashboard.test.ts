import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allMetrics } from './metric-families.ts'

type Panel = {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly {
    readonly expr: string
    readonly legendFormat: string
    readonly refId: string
  }[]
}
type Dashboard = {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
}

const file = join(import.meta.dirname, '../../grafana/dashboard.json')
const { panels, templating } = JSON.parse(readFileSync(file, 'utf8')) as Dashboard
const expressions = panels.flatMap(({ title, targets = [] }) =>
  targets.map((target) => ({ title, ...target })),
)

/** The metrics that an expression reads, with the labels that it asks them for. */
const readsOf = (expression: string): { readonly name: string; readonly labels: readonly string[] }[] =>
  [...expression.matchAll(/(llm_balancer_[a-z_]+)(?:\{([^}]*)\})?/g)].map(([, name = '', matchers = '']) => ({
    name,
    labels: [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!=|=)/g)].map(([, label = '']) => label),
  }))

/** The promised labels of a metric, or of a part of a histogram; undefined when there is no such metric. */
const labelsOf = (name: string): readonly string[] | undefined => {
  const exact = allMetrics.find((metric) => metric.name === name && metric.type !== 'histogram')
  if (exact !== undefined) return exact.labels
  const [, base, suffix] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? []
  const histogram = allMetrics.find((metric) => metric.name === base && metric.type === 'histogram')
  if (histogram === undefined) return undefined
  return suffix === 'bucket' ? [...histogram.labels, 'le'] : histogram.labels
}

describe('the Grafana dashboard', () => {
  it.each(expressions)(
    '"$title" reads metrics and labels that there are: $expr',
    ({ expr, legendFormat }) => {
      const reads = readsOf(expr)
      expect(reads.length).toBeGreaterThan(0)
      const grouped = [...expr.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/))
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      for (const { name, labels } of reads) {
        const promised = labelsOf(name)
        expect([name, promised]).toEqual([name, expect.any(Array)])
        expect([...labels, ...grouped].filter((label) => promised?.includes(label) !== true)).toEqual([])
      }
      expect(shown.filter((label) => !grouped.includes(label))).toEqual([])
      for (const name of reads.map((read) => read.name).filter((one) => one.endsWith('_total')))
        expect(expr).toMatch(new RegExp(`(rate|increase)\\(${name}`))
      expect(expr.includes('histogram_quantile')).toBe(expr.includes('_bucket{'))
    },
  )

  it('offers the balancers and targets that there are', () => {
    const queries = templating.list.flatMap(({ definition }) => definition ?? [])
    expect(queries).toHaveLength(2)
    for (const query of queries) {
      const [read] = readsOf(query)
      expect(labelsOf(read?.name ?? '')).toContain(/, (\w+)\)$/.exec(query)?.[1])
    }
    const used = new Set(
      expressions.flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)].map(([, name]) => name)),
    )
    expect([...used].sort()).toEqual(['__rate_interval', 'balancer', 'target'])
  })

  it('shows every metric but those that only say more of one that it shows', () => {
    const read = new Set(expressions.flatMap(({ expr }) => readsOf(expr).map(({ name }) => name)))
    const isRead = (name: string): boolean => read.has(name) || read.has(`${name}_bucket`)
    expect(allMetrics.map(({ name }) => name).filter((name) => !isRead(name))).toEqual([
      'llm_balancer_attempts_without_usage_total',
      'llm_balancer_target_info',
      'llm_balancer_last_failure_timestamp_seconds',
      'llm_balancer_circuit_state_duration_seconds',
      'llm_balancer_tenant_runs_running',
      'llm_balancer_tenant_attempts_total',
      'llm_balancer_tenant_cost_usd_total',
    ])
  })

  it('has panels that do not overlap, each with an id of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from(
        { length: w * h },
        (_, place) => `${String(x + (place % w))} ${String(y + Math.floor(place / w))}`,
      ),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
  })
})
