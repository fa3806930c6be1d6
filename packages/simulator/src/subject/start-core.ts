import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createBalancer } from '@llm-balancer/core'
import type { Subject } from '../scenario/subject.ts'
import type { ModelServer } from '../server/model-server.ts'
import type { RunningSubject, SubjectEnvironment } from './running-subject.ts'

/** `createBalancer` over the servers, with a circuit before each when the scenario asks for it. */
export function startCore(
  { options, circuitBreaker }: Extract<Subject, { type: 'core' }>,
  { clock, random, servers }: SubjectEnvironment,
): RunningSubject {
  const circuits = (): ReturnType<typeof createCircuitBreaker>[] =>
    circuitBreaker === undefined
      ? []
      : [createCircuitBreaker({ ...circuitBreaker, timeoutMs: 0, clock, random })]
  const balancer = createBalancer<ModelServer>({
    ...options,
    clock,
    random,
    targets: [...servers].map(([id, client]) => ({ id, client, guards: circuits() })),
  })
  return {
    call: (settings) => balancer.run((server, { signal }) => server.call(signal), settings),
    snapshot: () => balancer.snapshot(),
    close: () => balancer.close(),
  }
}
