import { createBalancer } from '@llm-balancer/core'
import { openaiCompatible } from '@llm-balancer/openai-compatible'
import type { ChatModel, ChatRequest } from '@llm-balancer/provider'
import type { Subject, SubjectTarget } from './subject.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }] }

/** A balancer of the core over chat models. */
export function coreSubject(targets: readonly SubjectTarget[]): Subject {
  const balancer = createBalancer<ChatModel>({
    targets: targets.map(({ id, baseURL, guards }) => ({
      id,
      client: openaiCompatible({ baseURL, model: 'any' }),
      guards,
    })),
    whenUnavailable: 'wait',
  })
  return {
    async chat(signal) {
      const { content } = await balancer.run(
        (model, attempt) => model.generate(request, { signal: attempt.signal }),
        { signal },
      )
      return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
    },
    async *stream(signal) {
      const parts = balancer.stream((model, attempt) => model.stream(request, { signal: attempt.signal }), {
        signal,
      })
      for await (const part of parts) if (part.type === 'text-delta') yield part.delta
    },
    async health(signal) {
      const isHealthy = await Promise.all(
        targets.map(({ id }) =>
          balancer.run(
            async (model, attempt) => {
              await model.probe?.({ signal: attempt.signal })
              return model.probe !== undefined
            },
            { pin: id, signal },
          ),
        ),
      )
      return targets.filter((_, index) => isHealthy[index]).map(({ id }) => id)
    },
    load() {
      const { running, waiting } = balancer.snapshot().runs
      return { running, waiting }
    },
  }
}
