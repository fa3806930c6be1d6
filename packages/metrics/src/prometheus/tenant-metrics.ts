import type { TenantMetrics } from '../contracts/snapshot.ts'
import { each, one, type Metric } from './run-metrics.ts'

const labels = ['balancer', 'tenant']
const microsPerUnit = 1e6

/** The metrics of tenants, where they are counted. */
export const tenantMetrics: readonly Metric<TenantMetrics>[] = [
  {
    name: 'llm_balancer_tenant_runs_total',
    help: 'Runs on behalf of a tenant that have ended, by result.',
    type: 'counter',
    labels: [...labels, 'result'],
    samples: ({ runs: { succeeded, failed, cancelled } }, own) =>
      each('result', { succeeded, failed, cancelled }, own),
  },
  {
    name: 'llm_balancer_tenant_runs_running',
    help: 'Runs on behalf of a tenant that have not ended yet.',
    type: 'gauge',
    labels,
    samples: ({ running }, own) => one(running, own),
  },
  {
    name: 'llm_balancer_tenant_attempts_total',
    help: 'Attempts on behalf of a tenant that have ended, by result.',
    type: 'counter',
    labels: [...labels, 'result'],
    samples: ({ attempts: { successes, failures, neutral } }, own) =>
      each('result', { success: successes, failure: failures, neutral }, own),
  },
  {
    name: 'llm_balancer_tenant_tokens_total',
    help: 'Tokens used on behalf of a tenant, by direction.',
    type: 'counter',
    labels: [...labels, 'direction'],
    samples: ({ attempts: { tokens } }, own) =>
      each('direction', { input: tokens.inputTokens, output: tokens.outputTokens }, own),
  },
  {
    name: 'llm_balancer_tenant_cost_usd_total',
    help: 'Cost of the attempts on behalf of a tenant whose price is known, in US dollars.',
    type: 'counter',
    labels,
    samples: ({ attempts: { costMicroUsd } }, own) =>
      one(costMicroUsd === undefined ? undefined : costMicroUsd / microsPerUnit, own),
  },
]
