import { createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createBalancer, type Attempt, type TargetOptions } from '@llm-balancer/core'
import type { Arrival } from '../run/arrivals-of.ts'
import { settingsWithout } from '../scenario/check-subject.ts'
import type { MakeBalancerOptions, Subject } from '../scenario/subject.ts'
import type { World } from '../scenario/world.ts'
import type { ModelServer, ServerAnswer } from '../server/model-server.ts'
import type { RunningSubject } from './running-subject.ts'
import { runOptionsOf } from './run-options-of.ts'

const checkMade = settingsWithout('clock', 'random')

/** `createBalancer` over the servers. */
export function startCore(
  subject: Extract<Subject, { type: 'core' }> | MakeBalancerOptions,
  world: World,
): RunningSubject {
  const { clock, random, servers } = world
  const make = typeof subject === 'function' ? subject : optionsFrom(subject)
  const options = make([...servers.values()].map(targetOf), world)
  checkMade('balancer()', options, 'simulate')
  const balancer = createBalancer<ModelServer>({ ...options, clock, random })
  return {
    async call(arrival, onFirstContent) {
      const options = runOptionsOf(arrival)
      if (arrival.traffic.streaming !== true) {
        return balancer.run((server, attempt) => ask(server, attempt, arrival).answered, options)
      }
      for await (const _ of balancer.stream((server, attempt) => chunksOf(server, attempt, arrival), options))
        onFirstContent()
      return undefined
    },
    snapshot: () => balancer.snapshot(),
    close: () => balancer.close(),
  }
}

/** The core with a circuit before each target when the subject asks for it. */
function optionsFrom({ options, circuitBreaker }: Extract<Subject, { type: 'core' }>): MakeBalancerOptions {
  return (targets, { clock, random }) => ({
    ...options,
    targets: targets.map((target) =>
      circuitBreaker === undefined
        ? target
        : { ...target, guards: [createCircuitBreaker({ ...circuitBreaker, timeoutMs: 0, clock, random })] },
    ),
  })
}

function targetOf(server: ModelServer): TargetOptions<ModelServer> {
  const { name, cost, weight, priority } = server.target
  return {
    id: name,
    client: server,
    ...(cost === undefined ? {} : { cost }),
    ...(weight === undefined ? {} : { weight }),
    ...(priority === undefined ? {} : { priority }),
  }
}

function ask(server: ModelServer, attempt: Attempt, arrival: Arrival): ServerAnswer {
  const answer = server.call(attempt.signal, arrival)
  const { limits, cachedTokens } = answer
  const { inputTokens, outputTokens } = arrival
  const report = (): void => {
    if (limits.length > 0) attempt.report({ limits })
  }
  // Headers come with the first content, or with the refusal; the usage with the end.
  void answer.begun.then(report, report)
  if (inputTokens + outputTokens > 0)
    void answer.answered.then(
      () => {
        attempt.report({ usage: { inputTokens, outputTokens, cacheReadTokens: cachedTokens } })
      },
      () => {},
    )
  return answer
}

async function* chunksOf(server: ModelServer, attempt: Attempt, arrival: Arrival): AsyncGenerator<string> {
  const { begun, answered } = ask(server, attempt, arrival)
  await begun
  yield 'first'
  await answered
}
