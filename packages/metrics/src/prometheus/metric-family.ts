import type { DistributionSummary } from '../histogram/distribution.ts'

/** The labels of a sample, by name. */
export type Labels = Readonly<Record<string, string>>

/** One number of a metric. */
export interface Sample {
  /** What goes behind the metric's name: `_bucket`, `_sum`, `_count`. @default nothing */
  readonly suffix?: string
  /** The labels that it has in common with others: one object for all of them, so that it is written only once. */
  readonly labels: Labels
  /** A label of its own, after those. @default none */
  readonly extra?: readonly [name: string, value: string]
  readonly value: number
}

/** What a metric is, whatever its numbers. */
export interface MetricDescription {
  /** With its unit, and `_total` for counters: `llm_balancer_run_duration_seconds`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** The names of its labels, in their order; `le` of histograms not included. */
  readonly labels: readonly string[]
}

/** A metric with its present numbers. */
export interface MetricFamily extends MetricDescription {
  readonly samples: readonly Sample[]
}

/** Which of the doublings that a distribution counts a histogram shows, and in which unit. */
export interface Scale {
  /** A value of the distribution is divided by this: 1000 for ms shown as seconds. */
  readonly divisor: number
  /** Exponents of two of the lowest and the highest bound. */
  readonly from: number
  readonly to: number
}

/** Exponent of two of a distribution's first bound. */
const firstExponent = -4

/** The samples of a histogram: cumulative buckets, their sum and their count. */
export function histogramSamples(
  { count, sum, cumulative }: DistributionSummary,
  labels: Labels,
  { divisor, from, to }: Scale,
): readonly Sample[] {
  const samples: Sample[] = []
  for (let exponent = from; exponent <= to; exponent += 1) {
    samples.push({
      suffix: '_bucket',
      labels,
      extra: ['le', String(2 ** exponent / divisor)],
      value: cumulative[exponent - firstExponent] ?? 0,
    })
  }
  samples.push({ suffix: '_bucket', labels, extra: ['le', '+Inf'], value: count })
  samples.push({ suffix: '_sum', labels, value: sum / divisor })
  samples.push({ suffix: '_count', labels, value: count })
  return samples
}
