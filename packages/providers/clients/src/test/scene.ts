import { createBalancer, failover } from '@llm-balancer/core'
import type { Balancer, BalancerOptions } from '@llm-balancer/core'
import { createFakeLLM, type FakeLLM, type FakeTargetOptions } from '@llm-balancer/testing'
import { onTestFinished } from 'vitest'
import type { BridgeTarget } from '../index.ts'

/** A fake vendor without sockets, closed after the test. */
export const fakeOf = <const Id extends string>(
  targets: Readonly<Record<Id, FakeTargetOptions>>,
): FakeLLM<Id> => {
  const fake = createFakeLLM({ targets })
  onTestFinished(() => fake.close())
  return fake
}

/** A balancer that calls each of its targets once, in their order; closed after the test. */
export const balancerOf = (
  clients: Readonly<Record<string, BridgeTarget>>,
  options: Partial<BalancerOptions<BridgeTarget>> = {},
): Balancer<BridgeTarget> => {
  const balancer = createBalancer<BridgeTarget>({
    strategy: failover(),
    retry: { maxAttempts: Object.keys(clients).length },
    targets: Object.entries(clients).map(([id, client]) => ({ id, client })),
    ...options,
  })
  onTestFinished(() => balancer.close())
  return balancer
}

/** What the fake served, in order: `a 503 overloaded`, `b 200`. */
export const served = (fake: FakeLLM): string[] =>
  fake.requests.map(({ targetId, status, fault }) => [targetId, status, fault].filter(Boolean).join(' '))

/** The error that a promise rejects with. */
export const failureOf = async (work: PromiseLike<unknown>): Promise<unknown> => {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

/** Everything an error shows when it is printed, with its headers and causes. */
export const shown = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  const { headers } = error as { readonly headers?: unknown }
  const sent = headers instanceof Headers ? [...headers].flat() : []
  return [error.name, error.message, error.stack, JSON.stringify(error), ...sent, shown(error.cause)].join(
    '\n',
  )
}

/** Faults of a whole answer that the outer client does not notice. */
export const unnoticed = [
  'overloaded',
  'rate-limit',
  'auth',
  'html',
  'invalid-json',
  'empty',
  'cut-before-headers',
  'cut-in-body',
  'error-in-body',
] as const

/** Faults of a stream before its first content. */
export const unnoticedInStreams = [
  'overloaded',
  'rate-limit',
  'quota',
  'html',
  'empty',
  'cut-before-headers',
  { fault: 'cut-in-body', afterChunks: 0 },
  { fault: 'truncate', afterChunks: 0 },
  { fault: 'error-in-body', afterChunks: 0 },
] as const
