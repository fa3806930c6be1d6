import { readProperty, subjectOf } from '@llm-balancer/core/options'
import type { MetricsState, ObservedBalancerState } from '../contracts/state.ts'
import { readLike, type Shape } from './read-like.ts'

const counts = (...names: readonly string[]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.map((name) => [name, 'count']))

const distribution: Shape = { fields: { ...counts('count', 'sum'), doublings: ['count'] } }
const runs: Readonly<Record<string, Shape>> = {
  ...counts('succeeded', 'failed', 'cancelled'),
  failuresByReason: { record: 'count' },
}
const attempts: Readonly<Record<string, Shape>> = {
  ...counts('successes', 'failures', 'neutral', 'withoutUsage', 'costMicroUsd', 'unpriced'),
  failuresByKind: { record: 'count' },
  tokens: {
    fields: counts('inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'),
  },
}
const attemptsShape: Shape = { fields: attempts, optional: ['costMicroUsd'] }
const target: Shape = {
  fields: {
    id: 'text',
    ...attempts,
    ...counts('retries', 'failovers', 'hedges', 'cooldowns', 'quarantines', 'openings'),
    lastFailure: { fields: { kind: 'text', ...counts('at', 'status') }, optional: ['status'] },
    durationMs: distribution,
    firstContentMs: distribution,
    tokensPerSecond: distribution,
  },
  optional: ['costMicroUsd', 'lastFailure'],
}
const tenant: Shape = {
  fields: { tenant: 'text', runs: { fields: runs }, attempts: attemptsShape, durationMs: distribution },
}
const balancers: Shape = [
  {
    fields: {
      name: 'text',
      runs: {
        fields: {
          ...runs,
          ...counts('restarts', 'resumptions'),
          durationMs: distribution,
          waitMs: distribution,
        },
      },
      targets: [target],
      tenants: [tenant],
      otherTenants: { fields: { runs: { fields: runs }, attempts: attemptsShape } },
    },
    optional: ['otherTenants'],
  },
]

/** Checks what `exportState` gave, perhaps in another process. @throws TypeError naming what is wrong with it */
export function readState(name: string, state: unknown, owner = 'createMetrics'): MetricsState {
  if (readProperty(state, 'version') !== 1)
    throw new TypeError(`${subjectOf(name, owner)} must be what exportState() gave, of version 1`)
  try {
    const given = readProperty(state, 'balancers')
    return {
      version: 1,
      savedAt: readLike('count', readProperty(state, 'savedAt'), `${name}.savedAt`) as number,
      balancers: readLike(balancers, given, `${name}.balancers`) as ObservedBalancerState[],
    }
  } catch (error) {
    throw new TypeError(`${owner}: ${(error as Error).message}`, { cause: error })
  }
}
