import type { TargetMetrics } from '../contracts/snapshot.ts'
import { histogramSamples } from './metric-family.ts'
import { each, one, seconds, type Metric } from './run-metrics.ts'

const labels = ['balancer', 'target']
const microsPerUnit = 1e6

/** Metrics of a target that count attempts. */
export const attemptMetrics: readonly Metric<TargetMetrics>[] = [
  {
    name: 'llm_balancer_attempts_total',
    help: 'Attempts that have ended, by result: success, failure, or neutral (aborted, or the fault of the caller).',
    type: 'counter',
    labels: [...labels, 'result'],
    samples: ({ successes, failures, neutral }, own) =>
      each('result', { success: successes, failure: failures, neutral }, own),
  },
  {
    name: 'llm_balancer_attempt_failures_total',
    help: 'Attempts that failed, by kind of failure; the kind timeout counts the timeouts.',
    type: 'counter',
    labels: [...labels, 'kind'],
    samples: ({ failuresByKind }, own) => each('kind', failuresByKind, own),
  },
  {
    name: 'llm_balancer_attempts_in_flight',
    help: 'Attempts that run now.',
    type: 'gauge',
    labels,
    samples: ({ inFlight }, own) => one(inFlight, own),
  },
  {
    name: 'llm_balancer_retries_total',
    help: 'Attempts on the same target as the failed one before.',
    type: 'counter',
    labels,
    samples: ({ retries }, own) => one(retries, own),
  },
  {
    name: 'llm_balancer_failovers_total',
    help: 'Attempts that took over from another target, which had failed.',
    type: 'counter',
    labels,
    samples: ({ failovers }, own) => one(failovers, own),
  },
  {
    name: 'llm_balancer_hedges_total',
    help: 'Attempts that were begun beside one that took long.',
    type: 'counter',
    labels,
    samples: ({ hedges }, own) => one(hedges, own),
  },
  {
    name: 'llm_balancer_attempt_duration_seconds',
    help: 'How long successful attempts took, to the answer or to the end of the stream.',
    type: 'histogram',
    labels,
    samples: ({ durationMs }, own) => histogramSamples(durationMs, own, seconds),
  },
  {
    name: 'llm_balancer_first_content_seconds',
    help: 'How long streams took to their first content.',
    type: 'histogram',
    labels,
    samples: ({ firstContentMs }, own) => histogramSamples(firstContentMs, own, seconds),
  },
]

/** Metrics of a target that count tokens and money. */
export const usageMetrics: readonly Metric<TargetMetrics>[] = [
  {
    name: 'llm_balancer_tokens_total',
    help: 'Tokens used, cached and reasoning tokens included, by direction: input or output.',
    type: 'counter',
    labels: [...labels, 'direction'],
    samples: ({ tokens }, own) =>
      each('direction', { input: tokens.inputTokens, output: tokens.outputTokens }, own),
  },
  {
    name: 'llm_balancer_token_details_total',
    help: 'Tokens of one kind among those used: cache_read and cache_write among the input, reasoning among the output.',
    type: 'counter',
    labels: [...labels, 'detail'],
    samples: ({ tokens: { cacheReadTokens, cacheWriteTokens, reasoningTokens } }, own) =>
      each(
        'detail',
        { cache_read: cacheReadTokens, cache_write: cacheWriteTokens, reasoning: reasoningTokens },
        own,
      ),
  },
  {
    name: 'llm_balancer_tokens_per_minute',
    help: 'Input and output tokens per minute over the last five minutes.',
    type: 'gauge',
    labels,
    samples: ({ tokensPerMinute }, own) => one(tokensPerMinute, own),
  },
  {
    name: 'llm_balancer_output_tokens_per_second',
    help: 'Output tokens per second of successful attempts, of streams after the first content.',
    type: 'histogram',
    labels,
    samples: ({ tokensPerSecond }, own) =>
      histogramSamples(tokensPerSecond, own, { divisor: 1, from: 0, to: 13 }),
  },
  {
    name: 'llm_balancer_attempts_without_usage_total',
    help: 'Successful attempts that reported no tokens.',
    type: 'counter',
    labels,
    samples: ({ withoutUsage }, own) => one(withoutUsage, own),
  },
  {
    name: 'llm_balancer_cost_usd_total',
    help: 'Cost of the attempts whose price is known, in US dollars; absent while none is.',
    type: 'counter',
    labels,
    samples: ({ costMicroUsd }, own) =>
      one(costMicroUsd === undefined ? undefined : costMicroUsd / microsPerUnit, own),
  },
  {
    name: 'llm_balancer_unpriced_attempts_total',
    help: 'Attempts that used tokens and whose price is not known: they are missing in the cost.',
    type: 'counter',
    labels,
    samples: ({ unpriced }, own) => one(unpriced, own),
  },
]
