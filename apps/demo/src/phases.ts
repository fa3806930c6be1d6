import type { FakeTargetSettings, Fault } from '@llm-balancer/testing'
import type { FailureKind } from 'llm-balancer'
import { settingsOf, type FleetMember } from './fleet.ts'

/** One fault of one target, for a part of the demo's time. */
export type Phase = {
  readonly name: string
  readonly targetId: string
  /** Description of the fault, for the table. */
  readonly what: string
  /** Beginning and end as shares of the duration, within [0, 1]. */
  readonly from: number
  readonly to: number
  /** Faults of the first requests of the phase, so that it has an effect however short it is. */
  readonly first: readonly Fault[]
  /** How the target behaves during the phase. */
  readonly settings: (member: FleetMember) => FakeTargetSettings
  /** How the balancer counts what is injected. */
  readonly kinds: readonly FailureKind[]
}

const shortRetryAfter: Fault = { fault: 'rate-limit', retryAfterMs: 200 }
const breakages: readonly Fault[] = ['cut-in-body', 'truncate', 'error-in-body']
const outages: readonly Fault[] = ['refuse', 'server', 'cut-before-headers']
const hangs: readonly Fault[] = ['hang-in-body', 'hang-before-headers']

/** Every way to fail, one after the other, overlapping by two at most. No target has two phases at a time. */
export const phases: readonly Phase[] = [
  {
    ...{ name: 'revoked key', targetId: 'claude-quick', from: 0.04, to: 0.14 },
    what: 'every answer 401',
    first: ['auth'],
    settings: () => ({ apiKey: 'another-key' }),
    kinds: ['auth'],
  },
  {
    ...{ name: 'brown-out', targetId: 'openai-fast', from: 0.12, to: 0.3 },
    what: 'ten times slower, half of the answers 503 or 529',
    first: [503, 529],
    settings: (member) => ({ ...settingsOf(member, 10), faults: { rate: 0.5, kinds: [503, 529] } }),
    kinds: ['overloaded'],
  },
  {
    ...{ name: '429 burst', targetId: 'openai-cheap', from: 0.26, to: 0.4 },
    what: 'most answers 429, Retry-After 200 ms',
    first: [shortRetryAfter, shortRetryAfter],
    settings: () => ({ faults: { rate: 0.8, kinds: [shortRetryAfter] } }),
    kinds: ['rate-limit'],
  },
  {
    ...{ name: 'outage', targetId: 'claude-quick', from: 0.38, to: 0.54 },
    what: 'connections destroyed, 500s',
    first: [...outages, ...outages],
    settings: () => ({ faults: { rate: 1, kinds: outages } }),
    kinds: ['network', 'server'],
  },
  {
    ...{ name: 'cut streams', targetId: 'openai-fast', from: 0.5, to: 0.7 },
    what: 'four of ten answers cut, truncated or ended by an error half-way',
    first: [...breakages, ...breakages, ...breakages],
    settings: () => ({ faults: { rate: 0.4, kinds: breakages } }),
    kinds: ['network', 'server', 'stream-interrupted', 'invalid-response'],
  },
  {
    ...{ name: 'hang', targetId: 'openai-cheap', from: 0.7, to: 0.82 },
    what: 'one of three answers never ends',
    first: hangs,
    settings: () => ({ faults: { rate: 0.33, kinds: hangs } }),
    kinds: ['timeout'],
  },
]
