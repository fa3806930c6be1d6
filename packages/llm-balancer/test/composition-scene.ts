import { createCircuitBreaker, type CircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createBalancer, failover } from '@llm-balancer/core'
import type { Balancer, BalancerOptions, RunOptions } from '@llm-balancer/core'
import { createFakeClock, scriptedClient, statusError } from '@llm-balancer/core/testing'
import type { FakeClock, ScriptedClient, Step } from '@llm-balancer/core/testing'
import { expect, onTestFinished } from 'vitest'

/** A target that is out of order. */
export const down: Step = { fail: statusError(500) }

/** A balancer over scripted targets, each behind a circuit of its own. */
export type Composition<Id extends string> = {
  readonly balancer: Balancer<ScriptedClient>
  readonly clock: FakeClock
  readonly clients: Record<Id, ScriptedClient>
  readonly circuits: Record<Id, CircuitBreaker>
  /** What was drawn from the retry budget. */
  readonly charges: string[]
  readonly run: (options?: RunOptions) => Promise<string>
  readonly stream: (options?: RunOptions) => AsyncIterable<string>
}

/** Targets in order of preference; two failures open a circuit for 1000 ms, one good probe closes it. */
export function compose<const Id extends string>(
  ids: readonly Id[],
  options: Partial<BalancerOptions<ScriptedClient>> = {},
): Composition<Id> {
  const clock = createFakeClock()
  const charges: string[] = []
  const record = <Value>(of: (id: Id) => Value): Record<Id, Value> =>
    Object.fromEntries(ids.map((id) => [id, of(id)])) as Record<Id, Value>
  const clients = record((id) => scriptedClient(id))
  const circuits = record(() =>
    createCircuitBreaker({
      ...{
        failureThreshold: 2,
        resetTimeoutMs: 1000,
        successThreshold: 1,
        timeoutMs: 0,
        resetJitterRatio: 0,
      },
      clock,
    }),
  )
  const balancer = createBalancer<ScriptedClient>({
    targets: ids.map((id) => ({ id, client: clients[id], guards: [circuits[id]] })),
    strategy: failover(),
    clock,
    random: () => 0.5,
    retry: {
      budget: {
        withdraw: (charge) => {
          charges.push(charge)
          return true
        },
        deposit: () => {},
        remaining: Infinity,
      },
    },
    ...options,
  })
  onTestFinished(async () => {
    await balancer.close()
    expect(clock.pending).toBe(0)
  })
  const run = (given?: RunOptions): Promise<string> =>
    balancer.run((client, attempt) => client.call(attempt), given)
  const stream = (given?: RunOptions): AsyncIterable<string> =>
    balancer.stream((client, attempt) => client.stream(attempt), given)
  return { balancer, clock, clients, circuits, charges, run, stream }
}

/** All chunks of a stream. */
export async function readAll(stream: AsyncIterable<string>, into: string[] = []): Promise<string[]> {
  for await (const chunk of stream) into.push(chunk)
  return into
}

/** How often each client was called. */
export const calls = (clients: Record<string, ScriptedClient>): Record<string, number> =>
  Object.fromEntries(Object.entries(clients).map(([id, client]) => [id, client.calls.length]))
