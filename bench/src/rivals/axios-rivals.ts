import { createRequire } from 'node:module'
import { createLLMBalancer } from '@aprameyakannan/llm-load-balancer'
import { LLMCircuitBreaker } from 'llm-circuit-breaker'
import type { Fetch } from '@llm-balancer/provider'
import type { Rival } from './rival.ts'
import { completionRequest, question, type Completion } from './transport.ts'

const model = 'gpt-4o-mini'
const packages = ['@aprameyakannan/llm-load-balancer', 'llm-circuit-breaker'] as const

/** Libraries that make their calls with axios, which has no other way to be given a `fetch` than its defaults. They stream nothing. */
export function axiosRivals(fetch: Fetch): Rival[] {
  for (const name of packages) useFetch(name, fetch)
  return [loadBalancer(), circuitBreaker()]
}

type Axios = { readonly defaults: Record<string, unknown> }

/** Hands `fetch` to the axios of a package. Without a `Request` of its own axios calls it with an address and options. */
function useFetch(name: string, fetch: Fetch): void {
  const requireHere = createRequire(import.meta.url)
  const axios = createRequire(requireHere.resolve(name))('axios') as Axios
  Object.assign(axios.defaults, { adapter: 'fetch', env: { fetch, Request: null, Response } })
}

/** Two providers that speak the format of OpenAI: a provider’s name says how to speak to it, so there is one of each. */
function loadBalancer(): Rival {
  const llm = createLLMBalancer({
    strategy: 'round-robin',
    providers: ['openai', 'mistral'].map((name) => ({ name, apiKey: 'key', model })),
  })
  return {
    name: packages[0],
    packages: [packages[0]],
    async call() {
      const { content } = await llm.request({ prompt: question })
      return content
    },
  }
}

function circuitBreaker(): Rival {
  const breaker = new LLMCircuitBreaker()
  const { url, headers, data } = completionRequest(model)
  return {
    name: packages[1],
    packages: [packages[1]],
    async call() {
      const { choices } = await breaker.call<Completion>({ url, headers, data })
      return choices[0].message.content
    },
  }
}
