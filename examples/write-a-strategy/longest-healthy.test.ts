import { createBalancer } from '@llm-balancer/core'
import { strategyCases } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { longestHealthy } from './longest-healthy.ts'

describe('longestHealthy keeps the contract', () => {
  it.each(strategyCases(longestHealthy))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})

it('keeps away from the target that failed last', async () => {
  const balancer = createBalancer({
    targets: [
      { id: 'a', client: 'a' },
      { id: 'b', client: 'b' },
    ],
    strategy: longestHealthy(),
    random: () => 0.5,
  })
  const served: string[] = []
  for (const broken of ['a', 'none', 'b', 'none']) {
    await balancer.run((client) => {
      if (client === broken) return Promise.reject(new Error('503'))
      served.push(client)
      return Promise.resolve()
    })
  }
  expect(served).toEqual(['b', 'b', 'a', 'a'])
  await balancer.close()
})
