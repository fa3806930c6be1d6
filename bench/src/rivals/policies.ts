import {
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import type { Fetch } from '@llm-balancer/provider'
import Opossum from 'opossum'
import pRetry from 'p-retry'
import { parseBare } from '../parse-bare.ts'
import type { Rival } from './rival.ts'
import { completionRequest, type Completion } from './transport.ts'

/** Bare `fetch`, alone and in policies that know nothing of models. */
export function policyRivals(fetch: Fetch): [bare: Rival, ...policies: Rival[]] {
  const ask = async (): Promise<string> => {
    const { url, headers, data } = completionRequest('any')
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(data) })
    const { choices } = (await response.json()) as Completion
    return choices[0].message.content
  }
  const guarded = wrap(
    retry(handleAll, { maxAttempts: 3 }),
    circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(30_000, TimeoutStrategy.Cooperative),
  )
  const opossum = new Opossum(ask, { timeout: 30_000 })
  return [
    { name: 'bare `fetch` and `JSON.parse`', packages: [], call: ask, stream: () => readBare(fetch) },
    { name: 'p-retry', packages: ['p-retry'], call: () => pRetry(ask, { retries: 2 }) },
    { name: 'cockatiel: retry, breaker, timeout', packages: ['cockatiel'], call: () => guarded.execute(ask) },
    {
      name: 'opossum',
      packages: ['opossum'],
      call: () => opossum.fire(),
      close: () => {
        opossum.shutdown()
        return Promise.resolve()
      },
    },
  ]
}

async function readBare(fetch: Fetch): Promise<string> {
  const objects = await parseBare((url, init) => fetch(url, { ...init, body: '{"stream":true}' }))
  return String(objects)
}
