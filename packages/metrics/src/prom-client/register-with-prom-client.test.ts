import { Counter, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createMetrics, prometheusExporter } from '../index.ts'
import { busyMetrics } from '../test/busy-metrics.ts'
import { parseExposition } from '../test/parse-exposition.ts'
import { FakeBalancer } from '../test/scene.ts'
import { registerWithPromClient } from './index.ts'

/** Without the metrics that have no number: prom-client shows their descriptions. */
const withNumbers = (text: string): string =>
  text.replaceAll(/# HELP (\S+) .*\n# TYPE \1 \S+\n(?=\n|# |$)/g, '').replaceAll(/\n\n+/g, '\n')

describe('metrics in a registry of prom-client', () => {
  it('are the same as in our own exposition', async () => {
    const metrics = await busyMetrics()
    const registry = new Registry()
    registerWithPromClient(metrics, registry)
    const theirs = parseExposition(withNumbers(await registry.metrics()))
    expect(theirs).toEqual(parseExposition(prometheusExporter(metrics).text()))
  })

  it('are written as OpenMetrics by a registry that does so', async () => {
    const metrics = await busyMetrics()
    const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>()
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    registerWithPromClient(metrics, registry)
    const text = await registry.metrics()
    expect(text).toContain('\nllm_balancer_runs_total{balancer="main",result="succeeded"} 4\n')
    expect(text).toContain('# TYPE llm_balancer_runs counter\n')
    expect(text).toMatch(/\nllm_balancer_run_duration_seconds_bucket\{balancer="main",le="\+Inf"\} 4\n/)
    expect(await registry.metrics()).toBe(text)
  })

  it('stand beside those of the application, with its default labels, and are read anew each time', async () => {
    const balancer = new FakeBalancer()
    const metrics = createMetrics()
    metrics.observe(balancer)
    const registry = new Registry()
    const own = new Counter({ name: 'own_total', help: 'Own.', registers: [registry] })
    own.inc(5)
    registry.setDefaultLabels({ service: 'shop' })
    const remove = registerWithPromClient(metrics, registry)
    const run = { type: 'run-succeeded', at: 0, targetId: 'a', attempts: 1, durationMs: 5 } as const
    balancer.emit({ ...run, runId: 1 })
    expect(await registry.metrics()).toMatch(/own_total\{service="shop"\} 5/)
    const line = 'llm_balancer_runs_total{balancer="default",result="succeeded",service="shop"}'
    expect(await registry.metrics()).toContain(`${line} 1\n`)
    balancer.emit({ ...run, runId: 2 })
    expect(await registry.getSingleMetricAsString('llm_balancer_runs_total')).toContain(`${line} 2`)
    registry.resetMetrics()
    expect(await registry.metrics()).toContain(`${line} 2\n`)
    const json = await registry.getMetricsAsJSON()
    expect(json.find(({ name }) => name === 'llm_balancer_runs_total')).toMatchObject({
      type: 'counter',
      aggregator: 'sum',
    })
    remove()
    expect(registry.getMetricsAsArray()).toEqual([own])
  })

  it('take one snapshot for all metrics of one reading', async () => {
    const metrics = createMetrics()
    let snapshots = 0
    const counted = {
      snapshot: () => {
        snapshots += 1
        return metrics.snapshot()
      },
    }
    const registry = new Registry()
    registerWithPromClient(counted, registry)
    await registry.metrics()
    await registry.metrics()
    expect(snapshots).toBe(2)
  })

  it('are added all together or not at all', () => {
    const registry = new Registry()
    const taken = new Counter({ name: 'llm_balancer_tokens_total', help: 'Taken.', registers: [registry] })
    expect(() => registerWithPromClient(createMetrics(), registry)).toThrow('already been registered')
    expect(registry.getMetricsAsArray()).toEqual([taken])
    expect(() => registerWithPromClient(createMetrics(), {} as Registry)).toThrow('"registry.registerMetric"')
    expect(() => registerWithPromClient({} as never, registry)).toThrow('"metrics.snapshot"')
  })
})
