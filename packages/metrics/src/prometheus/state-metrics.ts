import type { GuardHeadroom, LimitReport } from '@llm-balancer/core'
import type { TargetMetrics } from '../contracts/snapshot.ts'
import type { Labels, Sample } from './metric-family.ts'
import { each, one, type Metric } from './run-metrics.ts'

const labels = ['balancer', 'target']
const msPerSecond = 1000

const circuitStates = ['closed', 'open', 'half-open'] as const

/** Metrics that tell the state of a target. */
export const stateMetrics: readonly Metric<TargetMetrics>[] = [
  {
    name: 'llm_balancer_target_info',
    help: 'Always 1: the vendor and the model of a target, as far as they are known.',
    type: 'gauge',
    labels: [...labels, 'provider', 'model'],
    samples: ({ state, provider = '', model = '' }, own) =>
      one(state === 'removed' ? undefined : 1, { ...own, provider, model }),
  },
  {
    name: 'llm_balancer_target_available',
    help: '1 while a target may be picked, 0 while something blocks it or it is drained.',
    type: 'gauge',
    labels,
    samples: ({ state }, own) => one(state === 'removed' ? undefined : Number(state === 'ready'), own),
  },
  {
    name: 'llm_balancer_target_window',
    help: 'Most calls that may be in flight: the bound of the user, or fewer after refusals; absent without either.',
    type: 'gauge',
    labels,
    samples: ({ window }, own) => one(window, own),
  },
  {
    name: 'llm_balancer_target_concurrency',
    help: 'Most calls that may be in flight by the bound of the user; absent without one.',
    type: 'gauge',
    labels,
    samples: ({ concurrency }, own) => one(concurrency, own),
  },
  {
    name: 'llm_balancer_cooldowns_total',
    help: 'How often a target was blocked after a failure: cooling for a while, or quarantined because its key or model fails.',
    type: 'counter',
    labels: [...labels, 'type'],
    samples: ({ cooldowns, quarantines }, own) =>
      each('type', { cooling: cooldowns, quarantined: quarantines }, own),
  },
  {
    name: 'llm_balancer_last_failure_timestamp_seconds',
    help: 'When an attempt on a target failed last, with the kind of that failure.',
    type: 'gauge',
    labels: [...labels, 'kind'],
    samples: ({ lastFailure }, own) =>
      lastFailure === undefined
        ? []
        : [{ labels: own, extra: ['kind', lastFailure.kind], value: lastFailure.at / msPerSecond }],
  },
  {
    name: 'llm_balancer_circuit_state',
    help: '1 for the state that the circuit of a target is in, 0 for the others.',
    type: 'gauge',
    labels: [...labels, 'state'],
    samples: ({ circuit }, own) =>
      circuit === undefined
        ? []
        : circuitStates.map((state) => ({
            labels: own,
            extra: ['state', state] as const,
            value: Number(circuit.state === state),
          })),
  },
  {
    name: 'llm_balancer_circuit_state_duration_seconds',
    help: 'How long the circuit of a target has been in its state.',
    type: 'gauge',
    labels,
    samples: ({ circuit }, own) => one(circuit === undefined ? undefined : circuit.forMs / msPerSecond, own),
  },
  {
    name: 'llm_balancer_circuit_openings_total',
    help: 'How often the circuit of a target opened.',
    type: 'counter',
    labels,
    samples: ({ circuit }, own) => one(circuit?.openings, own),
  },
  {
    name: 'llm_balancer_quota_limit',
    help: 'What the vendor of a target allows per window, by unit, as it reported last.',
    type: 'gauge',
    labels: [...labels, 'unit', 'window'],
    samples: ({ limits }, own) => quotaSamples(limits, 'limit', own),
  },
  {
    name: 'llm_balancer_quota_remaining',
    help: 'What is left of it, by unit, as the vendor reported last.',
    type: 'gauge',
    labels: [...labels, 'unit', 'window'],
    samples: ({ limits }, own) => quotaSamples(limits, 'remaining', own),
  },
  {
    name: 'llm_balancer_guard_quota_left',
    help: 'What is left now of a limit that a guard keeps; the least where several guards keep the same.',
    type: 'gauge',
    labels: [...labels, 'unit', 'window'],
    samples: ({ headroom }, own) => headroomSamples(headroom, 'left', own),
  },
  {
    name: 'llm_balancer_guard_quota_most',
    help: 'The most that there can be left of it at once.',
    type: 'gauge',
    labels: [...labels, 'unit', 'window'],
    samples: ({ headroom }, own) => headroomSamples(headroom, 'most', own),
  },
]

/** One number per unit and window: of several guards, that of the one with the smallest share left. */
function headroomSamples(
  headroom: readonly GuardHeadroom[],
  field: 'left' | 'most',
  own: Labels,
): readonly Sample[] {
  const tightest = new Map<string, GuardHeadroom>()
  for (const limit of headroom) {
    const key = `${limit.unit} ${String(limit.windowMs)}`
    const other = tightest.get(key)
    if (other === undefined || limit.left * other.most < other.left * limit.most) tightest.set(key, limit)
  }
  return [...tightest.values()].map(({ unit, windowMs, [field]: value }) => ({
    labels: { ...own, unit, window: windowText(windowMs) },
    value,
  }))
}

const windowText = (windowMs: number): string => `${String(windowMs / msPerSecond)}s`

/** One number per unit and window (`60s`; empty where it is not known). Of two for the same, the last one is the latest. */
function quotaSamples(
  limits: readonly LimitReport[],
  field: 'limit' | 'remaining',
  own: Labels,
): readonly Sample[] {
  const samples = new Map<string, Sample>()
  for (const { unit, windowMs, [field]: value } of limits) {
    if (value === undefined) continue
    const window = windowMs === undefined ? '' : windowText(windowMs)
    samples.set(`${unit} ${window}`, { labels: { ...own, unit, window }, value })
  }
  return [...samples.values()]
}
