import { createLLMBalancer } from 'llm-balancer'
import { cpuMicroseconds, inTurn } from '../in-turn.ts'
import type { Figure } from './figure.ts'

const count = 10_000
const mostStatistics = 15
const mostMaking = 2000

/** What it costs to make a balancer of many providers from their configurations, and to look at all of them. */
export async function umbrellaFigures(): Promise<Figure[]> {
  const start = cpuMicroseconds()
  const llm = createLLMBalancer({
    providers: Array.from({ length: count }, (_, place) => ({
      ...{ name: `provider-${place}`, type: 'openai' as const, apiKey: 'key', model: 'any' },
    })),
  })
  const making = cpuMicroseconds() - start
  const [statistics = 0] = await inTurn([() => Promise.resolve(llm.getStats())])
  await llm.close()
  const figures: Omit<Figure, 'section' | 'unit'>[] = [
    { what: '`createLLMBalancer` of 10 000 providers', result: making / 1000, goal: mostMaking },
    { what: '`getStats` of 10 000 providers', result: statistics / 1000, goal: mostStatistics },
  ]
  return figures.map((figure) => ({ section: 'Runs', unit: 'ms', ...figure }))
}
