import type { AttemptFacts } from '@llm-balancer/core'
import type { ChatModel, ChatRequest, ChatResponse } from 'llm-balancer'
import type { Arrival } from '../run/arrivals-of.ts'
import type { ModelServer, ServerAnswer } from '../server/model-server.ts'

interface Call {
  readonly signal?: AbortSignal | undefined
  readonly report?: ((facts: AttemptFacts) => void) | undefined
}

/** A model whose answers say nothing, after as long as the server takes. It reports limits and usage as an adapter does. */
export function simulatedModel(server: ModelServer, arrivals: ReadonlyMap<number, Arrival>): ChatModel {
  const ask = (request: ChatRequest, { signal, report }: Call): ServerAnswer => {
    const answer = server.call(signal ?? new AbortController().signal, arrivalOf(request, arrivals))
    const { limits } = answer
    const reportLimits = (): void => {
      if (limits.length > 0) report?.({ limits })
    }
    void answer.begun.then(reportLimits, reportLimits)
    return answer
  }
  return {
    provider: server.target.name,
    modelId: 'simulated',
    async generate(request, options = {}) {
      const { answered, cachedTokens } = ask(request, options)
      await answered
      return { ...answerText, usage: usageOf(arrivalOf(request, arrivals), cachedTokens) }
    },
    async *stream(request, options = {}) {
      const { begun, answered, cachedTokens } = ask(request, options)
      await begun
      yield { type: 'stream-start', warnings: [] }
      yield { type: 'text-start', id: '0' }
      yield { type: 'text-delta', id: '0', delta: answerText.text }
      await answered
      yield { type: 'text-end', id: '0' }
      const usage = usageOf(arrivalOf(request, arrivals), cachedTokens)
      yield { type: 'finish', usage, finishReason: answerText.finishReason }
    },
  }
}

function arrivalOf(
  { providerOptions }: ChatRequest,
  arrivals: ReadonlyMap<number, Arrival>,
): Arrival | undefined {
  const id = providerOptions?.['simulator']?.['call']
  return typeof id === 'number' ? arrivals.get(id) : undefined
}

function usageOf(arrival: Arrival | undefined, cacheRead: number): ChatResponse['usage'] {
  const { inputTokens = 1, outputTokens = 1 } = arrival ?? {}
  const cached = Math.min(cacheRead, inputTokens)
  return {
    inputTokens: { total: inputTokens, noCache: inputTokens - cached, cacheRead: cached, cacheWrite: 0 },
    outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
  }
}

const answerText: Omit<ChatResponse, 'usage'> = {
  content: [{ type: 'text', text: 'ok' }],
  text: 'ok',
  finishReason: { unified: 'stop', raw: 'stop' },
  warnings: [],
  request: {},
  response: {},
}
