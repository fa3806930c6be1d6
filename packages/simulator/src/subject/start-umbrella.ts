import type { ChatMessage, ChatModel, ChatResponse } from 'llm-balancer'
import { createLLMBalancer, type ProviderInput } from 'llm-balancer/bare'
import type { Arrival } from '../run/arrivals-of.ts'
import type { UmbrellaSettings, World } from '../scenario/subject.ts'
import type { ModelServer } from '../server/model-server.ts'
import type { RunningSubject } from './running-subject.ts'

/** `createLLMBalancer` over models that the servers answer. */
export function startUmbrella(options: UmbrellaSettings, { clock, random, servers }: World): RunningSubject {
  // A call is known to its servers by its prompt, whichever of them it reaches.
  const arrivals = new Map<string, Arrival>()
  const balancer = createLLMBalancer({
    ...options,
    clock,
    random,
    providers: [...servers.values()].map((server) => providerOf(server, arrivals)),
  })
  return {
    async call(arrival) {
      const prompt = String(arrival.id)
      arrivals.set(prompt, arrival)
      try {
        return await balancer.request({ prompt }, arrival.traffic.call)
      } finally {
        arrivals.delete(prompt)
      }
    },
    snapshot: () => balancer.snapshot(),
    close: () => balancer.close(),
  }
}

function providerOf(server: ModelServer, arrivals: ReadonlyMap<string, Arrival>): ProviderInput {
  const { name, cost, weight, priority } = server.target
  return {
    name,
    model: simulatedModel(server, arrivals),
    ...(cost === undefined ? {} : { cost }),
    ...(weight === undefined ? {} : { weight }),
    ...(priority === undefined ? {} : { priority }),
  }
}

/** A model whose answers say nothing, after as long as the server takes. */
function simulatedModel(server: ModelServer, arrivals: ReadonlyMap<string, Arrival>): ChatModel {
  const ask = (messages: readonly ChatMessage[], signal = new AbortController().signal): Promise<void> =>
    server.call(signal, arrivals.get(promptOf(messages))).answered
  return {
    provider: server.target.name,
    modelId: 'simulated',
    async generate({ messages }, { signal } = {}) {
      await ask(messages, signal)
      return answer
    },
    async *stream({ messages }, { signal } = {}) {
      await ask(messages, signal)
      yield { type: 'stream-start', warnings: [] }
      yield { type: 'text-start', id: '0' }
      yield { type: 'text-delta', id: '0', delta: answer.text }
      yield { type: 'text-end', id: '0' }
      yield { type: 'finish', usage: answer.usage, finishReason: answer.finishReason }
    },
  }
}

function promptOf(messages: readonly ChatMessage[]): string {
  const content = messages.at(-1)?.content
  return typeof content === 'string' ? content : ''
}

const answer: ChatResponse = {
  content: [{ type: 'text', text: 'ok' }],
  text: 'ok',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  },
  warnings: [],
  request: {},
  response: {},
}
