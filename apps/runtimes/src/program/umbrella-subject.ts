import { createLLMBalancer } from 'llm-balancer'
import type { Subject, SubjectTarget } from './subject.ts'

/** A balancer of the umbrella, with its defaults. */
export function umbrellaSubject(targets: readonly SubjectTarget[]): Subject {
  const llm = createLLMBalancer({
    providers: targets.map(({ id, baseURL, guards }) => ({
      name: id,
      type: 'openai-compatible',
      model: 'any',
      baseURL,
      guards,
    })),
  })
  return {
    chat: async (signal) => (await llm.request({ prompt: 'Hello' }, { signal })).content,
    stream: (signal) => llm.request({ prompt: 'Hello', stream: true }, { signal }),
    async health(signal) {
      const isHealthy = await llm.healthCheck({ signal })
      return Object.keys(isHealthy).filter((name) => isHealthy[name])
    },
    load() {
      const { running, waiting } = llm.snapshot().runs
      return { running, waiting }
    },
  }
}
