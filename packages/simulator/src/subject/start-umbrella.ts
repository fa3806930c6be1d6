import type { ChatRequest, LLMBalancerOptions } from 'llm-balancer'
import { createLLMBalancer } from 'llm-balancer/bare'
import type { Arrival } from '../run/arrivals-of.ts'
import { checkUmbrellaSettings } from '../scenario/check-subject.ts'
import type { UmbrellaSettings } from '../scenario/subject.ts'
import type { World } from '../scenario/world.ts'
import type { ModelServer } from '../server/model-server.ts'
import type { RunningSubject } from './running-subject.ts'
import { runOptionsOf } from './run-options-of.ts'
import { simulatedModel } from './simulated-model.ts'

type Entry = LLMBalancerOptions['providers'][number]

/** `createLLMBalancer` over models that the servers answer. */
export function startUmbrella(
  options: UmbrellaSettings | (() => UmbrellaSettings),
  { clock, random, servers }: World,
): RunningSubject {
  // Models see requests, not arrivals.
  const arrivals = new Map<number, Arrival>()
  const settings = typeof options === 'function' ? madeBy(options) : options
  const balancer = createLLMBalancer({
    ...settings,
    clock,
    random,
    providers: [...servers.values()].map((server) => entryOf(server, arrivals)),
  })
  return {
    async call(arrival, onFirstContent) {
      arrivals.set(arrival.id, arrival)
      try {
        const call = runOptionsOf(arrival)
        if (arrival.traffic.streaming !== true) return await balancer.generate(requestOf(arrival), call)
        await read(balancer.stream(requestOf(arrival), call), onFirstContent)
        return undefined
      } finally {
        arrivals.delete(arrival.id)
      }
    },
    snapshot: () => balancer.snapshot(),
    close: () => balancer.close(),
  }
}

function madeBy(options: () => UmbrellaSettings): UmbrellaSettings {
  const settings = options()
  checkUmbrellaSettings('balancer.options()', settings, 'simulate')
  return settings
}

async function read(
  parts: AsyncIterable<{ readonly type: string }>,
  onFirstContent: () => void,
): Promise<void> {
  for await (const { type } of parts) if (type === 'text-delta') onFirstContent()
}

/** The entry of a server: what its user would write of it. */
function entryOf(server: ModelServer, arrivals: ReadonlyMap<number, Arrival>): Entry {
  const {
    name,
    cost,
    weight,
    priority,
    limits: { known = true, requestsPerMinute, tokensPerMinute } = {},
  } = server.target
  return {
    name,
    model: simulatedModel(server, arrivals),
    ...(cost === undefined ? {} : { cost }),
    ...(weight === undefined ? {} : { weight }),
    ...(priority === undefined ? {} : { priority }),
    ...(known && requestsPerMinute !== undefined ? { requestsPerMinute } : {}),
    ...(known && tokensPerMinute !== undefined ? { tokensPerMinute } : {}),
  }
}

function requestOf({ id }: Arrival): ChatRequest {
  return { messages: [{ role: 'user', content: 'Hi' }], providerOptions: { simulator: { call: id } } }
}
