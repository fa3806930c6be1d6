import type { Fetch } from '@llm-balancer/provider'
import { createLLMBalancer } from 'llm-balancer'
import type { Rival } from './rival.ts'
import { question } from './transport.ts'

/** This library over three providers, with all of its defaults: circuits, windows, deadlines, `adaptive`. */
export function ownSides(fetch: Fetch): Rival[] {
  const llm = createLLMBalancer({
    providers: ['a', 'b', 'c'].map((name) => ({ name, type: 'openai', apiKey: 'key', model: 'any', fetch })),
  })
  const messages = [{ role: 'user' as const, content: question }]
  return [
    {
      name: '**llm-balancer** `request`, three providers',
      packages: [],
      async call() {
        const { content } = await llm.request({ prompt: question })
        return content
      },
      async stream() {
        let text = ''
        for await (const piece of llm.request({ prompt: question, stream: true })) text += piece
        return text
      },
      close: () => llm.close(),
    },
    {
      name: '**llm-balancer** `generate` and `stream`',
      packages: [],
      async call() {
        const { text } = await llm.generate({ messages })
        return text
      },
      async stream() {
        let text = ''
        for await (const part of llm.stream({ messages })) if (part.type === 'text-delta') text += part.delta
        return text
      },
    },
  ]
}
