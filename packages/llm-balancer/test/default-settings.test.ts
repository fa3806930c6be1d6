import { expect, it } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'

it.each<[object, string]>([
  [{ providerOptions: 5 }, 'providerOptions'],
  [{ temperature: -1 }, 'temperature'],
  [{ maxOutputTokens: 0 }, 'maxOutputTokens'],
])('the defaults of a provider are refused by name: %j', (defaults, name) => {
  const provider = { name: 'openai', apiKey: 'k', model: 'm', defaults }
  expect(() => createLLMBalancer({ providers: [provider as never] })).toThrow(name)
})
