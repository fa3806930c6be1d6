import { expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'

it.each<[object, string]>([
  [{ timeout: 5 }, 'use "timeoutMs"'],
  [{ deadlineMs: 5 }, 'use "timeoutMs"'],
  [{ abortSignal: 5 }, 'use "signal"'],
  [{ signal: 5 }, 'healthCheck: "signal"'],
  [{ timeoutMs: 0 }, 'healthCheck: "timeoutMs"'],
])('a health check is refused with %j', async (options, message) => {
  const llm = createLLMBalancer({ providers: [{ name: 'openai', apiKey: 'k', model: 'm' }] })
  await expect(llm.healthCheck(options as never)).rejects.toThrow(message)
  await llm.close()
})
