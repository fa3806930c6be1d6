import { describe, expect, it } from 'vitest'
import { createMetrics, prometheusExporter, type MetricsSnapshot } from '../index.ts'
import { busyMetrics } from '../test/busy-metrics.ts'
import { parseExposition, type ParsedFamily } from '../test/parse-exposition.ts'
import { FakeBalancer } from '../test/scene.ts'
import { allMetrics } from './metric-families.ts'

const valueOf = (
  families: readonly ParsedFamily[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => {
  const samples = families.flatMap((family) => family.samples).filter((sample) => sample.name === name)
  const fitting = samples.filter((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )
  return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0)
}

describe('the Prometheus exposition', () => {
  it.each(['text', 'openmetrics'] as const)('in the format %s is read by a strict parser', async (format) => {
    const exporter = prometheusExporter(await busyMetrics(), { format })
    const families = parseExposition(exporter.text(), format)
    const backup = { balancer: 'main', target: 'backup' }
    const odd = { balancer: 'main', target: 'tar"get\\1\nnext' }
    const numbers = {
      llm_balancer_runs_total: [{ result: 'cancelled' }, 1],
      llm_balancer_attempts_total: [{ ...odd, result: 'success' }, 3],
      llm_balancer_attempt_failures_total: [{ ...odd, kind: 'rate-limit' }, 1],
      llm_balancer_failovers_total: [backup, 2],
      llm_balancer_tokens_total: [{ ...odd, direction: 'input' }, 200],
      llm_balancer_token_details_total: [{ ...odd, detail: 'reasoning' }, 14],
      llm_balancer_unpriced_attempts_total: [odd, 2],
      llm_balancer_quota_remaining: [{ ...odd, unit: 'requests', window: '86400s' }, 899],
      llm_balancer_quota_limit: [odd, 1000],
      llm_balancer_target_concurrency: [odd, 7],
      llm_balancer_guard_quota_left: [{ ...odd, unit: 'requests', window: '60s' }, 5],
      llm_balancer_guard_quota_most: [{ ...odd, unit: 'requests', window: '60s' }, 50],
      llm_balancer_pool_attempts_in_flight: [{ balancer: 'main', pool: 'account' }, 0],
      llm_balancer_pool_concurrency: [{ balancer: 'main', pool: 'account' }, 9],
      llm_balancer_attempt_duration_seconds_sum: [odd, 0.34],
      llm_balancer_attempt_duration_seconds_count: [odd, 3],
      llm_balancer_first_content_seconds_sum: [{}, 0.02],
      llm_balancer_tenant_tokens_total: [{ tenant: 'a "b" \\c', direction: 'output' }, 40],
    } as const
    for (const [name, [labels, value]] of Object.entries(numbers))
      expect([name, valueOf(families, name, labels)]).toEqual([name, value])
    const quota = { ...odd, unit: 'requests' }
    expect(valueOf(families, 'llm_balancer_quota_limit', quota)).toBeUndefined()
    expect(valueOf(families, 'llm_balancer_cost_usd_total')).toBeUndefined()
  })

  it('has the content type of its format', () => {
    const metrics = createMetrics()
    expect(prometheusExporter(metrics).contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(prometheusExporter(metrics, { format: 'openmetrics' }).contentType).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    )
    expect(prometheusExporter(metrics).text()).toBe('')
    expect(prometheusExporter(metrics, { format: 'openmetrics' }).text()).toBe('# EOF\n')
  })

  it('has buckets that hold their bounds', () => {
    const metrics = createMetrics()
    const balancer = new FakeBalancer()
    metrics.observe(balancer)
    const run = { type: 'run-succeeded', at: 0, runId: 1, targetId: 'a', attempts: 1 } as const
    for (const durationMs of [8, 8.1, 16, 262_144, 262_145]) balancer.emit({ ...run, durationMs })
    const families = parseExposition(prometheusExporter(metrics).text())
    const below = (le: string): number | undefined =>
      valueOf(families, 'llm_balancer_run_duration_seconds_bucket', { le })
    expect(['0.008', '0.016', '0.032', '262.144', '+Inf'].map(below)).toEqual([1, 3, 3, 4, 5])
  })

  it('shows the cost and the circuit once they are known', () => {
    const metrics = createMetrics()
    const balancer = new FakeBalancer()
    metrics.observe(balancer)
    const outcome = { type: 'success', durationMs: 1, costMicroUsd: 1_250_000 } as const
    balancer.emit({ type: 'attempt-succeeded', at: 0, runId: 1, attempt: 1, targetId: 'a', outcome })
    balancer.emit({ type: 'circuit-half-opened', at: 0, targetId: 'a' })
    const families = parseExposition(prometheusExporter(metrics).text())
    expect(valueOf(families, 'llm_balancer_cost_usd_total')).toBe(1.25)
    const states = ['closed', 'open', 'half-open']
    expect(states.map((state) => valueOf(families, 'llm_balancer_circuit_state', { state }))).toEqual([
      0, 0, 1,
    ])
  })

  it('has the names and labels that are promised, with units in the names', () => {
    expect(
      allMetrics.map(({ name, type, labels }) => `${type} ${name} ${labels.join(',')}`),
    ).toMatchSnapshot()
    for (const { name, type, help } of allMetrics) {
      expect(name).toMatch(/^llm_balancer_[a-z_]+$/)
      expect(name.endsWith('_total')).toBe(type === 'counter')
      expect(help).toMatch(/^\S.*\.$/)
    }
  })

  it('shows no label beyond those that are promised', async () => {
    const families = parseExposition(prometheusExporter(await busyMetrics()).text())
    for (const { name, samples, type } of families) {
      const labels = allMetrics.find((metric) => metric.name === name)?.labels ?? []
      for (const sample of samples) {
        const isBucket = type === 'histogram' && sample.name.endsWith('_bucket')
        expect(Object.keys(sample.labels)).toEqual([...labels, ...(isBucket ? ['le'] : [])])
      }
    }
  })

  it('refuses what gives no snapshot, and unknown formats', () => {
    const snapshot = (): MetricsSnapshot => ({ at: 0, balancers: [] })
    expect(() => prometheusExporter({} as never)).toThrow(
      'prometheusExporter: "metrics.snapshot" must be a function',
    )
    expect(() => prometheusExporter({ snapshot }, { format: 'json' as 'text' })).toThrow(
      'prometheusExporter: "format"',
    )
  })
})
