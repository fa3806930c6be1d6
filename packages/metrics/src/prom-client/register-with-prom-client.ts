import { checkFunction, readProperty } from '@llm-balancer/core/options'
import type { Metric, Registry } from 'prom-client'
import type { Metrics } from '../contracts/metrics.ts'
import { allMetrics, metricFamilies } from '../prometheus/metric-families.ts'
import type { MetricDescription, MetricFamily } from '../prometheus/metric-family.ts'

/** What is needed of a registry of `prom-client`, whichever format it writes. */
export type PromClientRegistry = Pick<Registry, 'registerMetric' | 'removeSingleMetric'>

/**
 * Adds all metrics to a registry of `prom-client`, beside those of the application. Their numbers are read when the registry is.
 * Gives back a function that takes them out again.
 *
 * @throws Error of prom-client when the registry has a metric of the same name
 */
export function registerWithPromClient(
  metrics: Pick<Metrics, 'snapshot'>,
  registry: PromClientRegistry,
): () => void {
  checkFunction('metrics.snapshot', readProperty(metrics, 'snapshot'), 'registerWithPromClient')
  checkFunction('registry.registerMetric', readProperty(registry, 'registerMetric'), 'registerWithPromClient')
  const reading = new SharedReading(metrics)
  const added: string[] = []
  const remove = (): void => {
    for (const name of added) registry.removeSingleMetric(name)
  }
  try {
    for (const metric of allMetrics) {
      registry.registerMetric(new CollectedMetric(metric, reading) as unknown as Metric)
      added.push(metric.name)
    }
  } catch (error) {
    remove()
    throw error
  }
  return remove
}

/** One snapshot for all metrics that a registry reads in one go. */
class SharedReading {
  readonly #metrics: Pick<Metrics, 'snapshot'>
  #families: ReadonlyMap<string, MetricFamily> | undefined

  constructor(metrics: Pick<Metrics, 'snapshot'>) {
    this.#metrics = metrics
  }

  family(name: string): MetricFamily | undefined {
    if (this.#families === undefined) {
      this.#families = new Map(
        metricFamilies(this.#metrics.snapshot()).map((family) => [family.name, family]),
      )
      // A registry asks all of its metrics before it waits for any of them.
      void Promise.resolve().then(() => {
        this.#families = undefined
      })
    }
    return this.#families.get(name)
  }
}

/** A metric as registries of prom-client 15 take it: they read its name, help, type and numbers, and no more. */
class CollectedMetric {
  /** Changed by a registry that writes OpenMetrics. */
  name: string
  readonly help: string
  readonly type: string
  readonly aggregator = 'sum'
  readonly labelNames: readonly string[]
  readonly #name: string
  readonly #reading: SharedReading

  constructor({ name, help, type, labels }: MetricDescription, reading: SharedReading) {
    this.name = name
    this.#name = name
    this.help = help
    this.type = type
    this.labelNames = labels
    this.#reading = reading
  }

  get(): object {
    const samples = this.#reading.family(this.#name)?.samples ?? []
    const values = samples.map(({ suffix, labels, extra, value }) => ({
      ...(suffix === undefined ? {} : { metricName: this.name + suffix }),
      labels: extra === undefined ? labels : { ...labels, [extra[0]]: extra[1] },
      value,
    }))
    const { name, help, type, aggregator } = this
    return { name, help, type, aggregator, values }
  }

  /** What was counted stays: a registry that is reset does not own it. */
  readonly reset = (): void => {}
}
