import type { BalancerMetrics } from '../contracts/snapshot.ts'
import {
  histogramSamples,
  type Labels,
  type MetricDescription,
  type Sample,
  type Scale,
} from './metric-family.ts'

/** A metric, and how its samples are read from a row: a balancer, a target, a tenant. */
export interface Metric<Row> extends MetricDescription {
  /** @param own the labels that say which row it is */
  samples(row: Row, own: Labels): readonly Sample[]
}

/** Milliseconds as seconds: buckets from 8 ms to 262 s, each twice as wide as the one before. */
export const seconds: Scale = { divisor: 1000, from: 3, to: 18 }

/** One number per row. */
export const one = (value: number | undefined, own: Labels): readonly Sample[] =>
  value === undefined ? [] : [{ labels: own, value }]

/** One number for each word: `{ result: 'succeeded' }` and so on. */
export const each = (
  label: string,
  values: Readonly<Record<string, number | undefined>>,
  own: Labels,
): readonly Sample[] =>
  Object.entries(values).flatMap(([word, value]) =>
    value === undefined ? [] : [{ labels: own, extra: [label, word] as const, value }],
  )

const labels = ['balancer']

/** The metrics of a balancer's runs. */
export const runMetrics: readonly Metric<BalancerMetrics>[] = [
  {
    name: 'llm_balancer_runs_total',
    help: 'Runs that have ended, by result: succeeded, failed, or cancelled by the caller.',
    type: 'counter',
    labels: [...labels, 'result'],
    samples: ({ runs: { succeeded, failed, cancelled } }, own) =>
      each('result', { succeeded, failed, cancelled }, own),
  },
  {
    name: 'llm_balancer_run_failures_total',
    help: 'Runs that failed, by the code of the error or the kind of the failure.',
    type: 'counter',
    labels: [...labels, 'reason'],
    samples: ({ runs }, own) => each('reason', runs.failuresByReason, own),
  },
  {
    name: 'llm_balancer_runs_running',
    help: 'Runs that have not ended yet.',
    type: 'gauge',
    labels,
    samples: ({ runs }, own) => one(runs.running, own),
  },
  {
    name: 'llm_balancer_runs_waiting',
    help: 'Runs that wait for a target.',
    type: 'gauge',
    labels,
    samples: ({ runs }, own) => one(runs.waiting, own),
  },
  {
    name: 'llm_balancer_stream_restarts_total',
    help: 'Streams that broke after their first content and began again on another target.',
    type: 'counter',
    labels,
    samples: ({ runs }, own) => one(runs.restarts, own),
  },
  {
    name: 'llm_balancer_stream_resumptions_total',
    help: 'Streams that broke, and whose answer its vendor went on with.',
    type: 'counter',
    labels,
    samples: ({ runs }, own) => one(runs.resumptions, own),
  },
  {
    name: 'llm_balancer_run_duration_seconds',
    help: 'How long runs that succeeded took, waits and failed attempts included.',
    type: 'histogram',
    labels,
    samples: ({ runs }, own) => histogramSamples(runs.durationMs, own, seconds),
  },
  {
    name: 'llm_balancer_run_wait_seconds',
    help: 'How long runs waited for a target, or before a retry, once for each wait.',
    type: 'histogram',
    labels,
    samples: ({ runs }, own) => histogramSamples(runs.waitMs, own, seconds),
  },
]
