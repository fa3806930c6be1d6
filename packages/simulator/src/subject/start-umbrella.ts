import type { ChatModel, ChatResponse } from 'llm-balancer'
import { createLLMBalancer } from 'llm-balancer/bare'
import type { UmbrellaSettings, World } from '../scenario/subject.ts'
import type { ModelServer } from '../server/model-server.ts'
import type { RunningSubject } from './running-subject.ts'

/** `createLLMBalancer` over models that the servers answer. */
export function startUmbrella(options: UmbrellaSettings, { clock, random, servers }: World): RunningSubject {
  const balancer = createLLMBalancer({
    ...options,
    clock,
    random,
    providers: [...servers].map(([name, server]) => ({ name, model: simulatedModel(name, server) })),
  })
  return {
    call: ({ traffic }) => balancer.request({ prompt: 'Hi' }, traffic.call),
    snapshot: () => balancer.snapshot(),
    close: () => balancer.close(),
  }
}

/** A model whose answers say nothing, after as long as the server takes. */
function simulatedModel(name: string, server: ModelServer): ChatModel {
  const ask = (signal: AbortSignal | undefined): Promise<void> =>
    server.call(signal ?? new AbortController().signal).answered
  return {
    provider: name,
    modelId: 'simulated',
    async generate(_request, { signal } = {}) {
      await ask(signal)
      return answer
    },
    async *stream(_request, { signal } = {}) {
      await ask(signal)
      yield { type: 'stream-start', warnings: [] }
      yield { type: 'text-start', id: '0' }
      yield { type: 'text-delta', id: '0', delta: answer.text }
      yield { type: 'text-end', id: '0' }
      yield { type: 'finish', usage: answer.usage, finishReason: answer.finishReason }
    },
  }
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
